// The Durable Task Scheduler and the one task hub that both apps share.

@description('Name of the scheduler.')
param name string

@description('Name of the task hub.')
param taskHubName string

@description('Region of the scheduler.')
param location string

@description('Tags of the scheduler.')
param tags object

@description('Consumption is paid per action; Dedicated has a fixed rate.')
@allowed([
  'Consumption'
  'Dedicated'
])
param sku string

@description('Capacity units of a dedicated scheduler (2,000 actions a second each).')
@minValue(1)
@maxValue(3)
param capacity int

@description('Addresses that may connect; an empty list lets nobody in. An identity with a role is needed besides.')
@minLength(1)
param ipAllowList array

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    ipAllowlist: ipAllowList
    sku: sku == 'Dedicated' ? {
      name: sku
      capacity: capacity
    } : {
      name: sku
    }
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = {
  parent: scheduler
  name: taskHubName
}

@description('Address of the scheduler.')
output endpoint string = scheduler.properties.endpoint

@description('Name of the scheduler, for role assignments.')
output name string = scheduler.name

@description('Name of the task hub.')
output taskHubName string = hub.name
