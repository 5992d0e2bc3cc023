// One private endpoint of one service. Its name resolves inside the network only.

@description('Name of the endpoint.')
param name string

@description('Region of the endpoint.')
param location string

@description('Tags of the endpoint.')
param tags object

@description('Subnet of the endpoint.')
param subnetId string

@description('Private DNS zone in which the endpoint is entered.')
param zoneId string

@description('The service.')
param serviceId string

@description('Which part of the service: blob, queue, table or registry.')
@allowed([
  'blob'
  'queue'
  'table'
  'registry'
])
param group string

resource endpoint 'Microsoft.Network/privateEndpoints@2024-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: group
        properties: {
          privateLinkServiceId: serviceId
          groupIds: [
            group
          ]
        }
      }
    ]
  }
}

resource entry 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-01-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: group
        properties: {
          privateDnsZoneId: zoneId
        }
      }
    ]
  }
}
