// Private endpoints and names for everything that the apps reach inside the network.

@description('Region of the endpoints.')
param location string

@description('Tags of the endpoints.')
param tags object

@description('The network that sees the names.')
param networkId string

@description('Subnet of the endpoints.')
param subnetId string

@description('Account of the Functions host.')
param hostStorageId string

@description('Account of models, uploads and results.')
param dataStorageId string

@description('The container registry.')
param registryId string

var storageParts = [
  'blob'
  'queue'
  'table'
]

module storageZones 'privateZone.bicep' = [
  for part in storageParts: {
    name: 'zone-${part}'
    params: {
      name: 'privatelink.${part}.${environment().suffixes.storage}'
      networkId: networkId
      tags: tags
    }
  }
]

module registryZone 'privateZone.bicep' = {
  name: 'zone-registry'
  params: {
    name: 'privatelink${environment().suffixes.acrLoginServer}'
    networkId: networkId
    tags: tags
  }
}

module hostEndpoints 'privateEndpoint.bicep' = [
  for (part, index) in storageParts: {
    name: 'endpoint-host-${part}'
    params: {
      name: 'pe-host-${part}'
      location: location
      tags: tags
      subnetId: subnetId
      zoneId: storageZones[index].outputs.id
      serviceId: hostStorageId
      group: part
    }
  }
]

module dataEndpoints 'privateEndpoint.bicep' = [
  for (part, index) in storageParts: {
    name: 'endpoint-data-${part}'
    params: {
      name: 'pe-data-${part}'
      location: location
      tags: tags
      subnetId: subnetId
      zoneId: storageZones[index].outputs.id
      serviceId: dataStorageId
      group: part
    }
  }
]

module registryEndpoint 'privateEndpoint.bicep' = {
  name: 'endpoint-registry'
  params: {
    name: 'pe-registry'
    location: location
    tags: tags
    subnetId: subnetId
    zoneId: registryZone.outputs.id
    serviceId: registryId
    group: 'registry'
  }
}
