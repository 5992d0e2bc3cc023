// A network of our own: apps in one subnet, private endpoints in another, one fixed outbound address.

@description('Name of the virtual network; its parts are named after it.')
param name string

@description('Region of the network.')
param location string

@description('Tags of the network.')
param tags object

@description('Addresses of the network, /16 to /23.')
param addressPrefix string

@description('Bits of the apps\' subnet. A GPU replica takes an address, so leave room.')
@minValue(23)
@maxValue(27)
param appsSubnetBits int

resource outboundAddress 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: '${name}-outbound'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource outbound 'Microsoft.Network/natGateways@2024-01-01' = {
  name: '${name}-nat'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIpAddresses: [
      {
        id: outboundAddress.id
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, appsSubnetBits, 0)
          natGateway: {
            id: outbound.id
          }
          delegations: [
            {
              name: 'apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, appsSubnetBits, 1)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

@description('Resource id of the network.')
output id string = network.id

@description('Subnet of the Container Apps environment.')
output appsSubnetId string = '${network.id}/subnets/apps'

@description('Subnet of the private endpoints.')
output endpointsSubnetId string = '${network.id}/subnets/endpoints'

@description('The one address from which the apps reach services outside the network.')
output outboundAddress string = outboundAddress.properties.ipAddress
