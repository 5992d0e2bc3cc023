// The Container Apps environment: one profile for ordinary work, one with a serverless GPU.

@description('Name of the environment.')
param name string

@description('Region of the environment; it must offer the GPU profile.')
param location string

@description('Tags of the environment.')
param tags object

@description('Subnet of the apps; none when empty.')
param appsSubnetId string

@description('Whether the apps\' ingress can be reached from the network only.')
param internal bool

@description('Type of the GPU profile; none when empty.')
@allowed([
  ''
  'Consumption-GPU-NC8as-T4'
  'Consumption-GPU-NC24-A100'
])
param gpuProfileType string

@description('Workspace that gets the logs.')
param workspaceId string

var ordinaryProfiles = [
  {
    name: 'Consumption'
    workloadProfileType: 'Consumption'
  }
]
var gpuProfiles = empty(gpuProfileType) ? [] : [
  {
    name: 'gpu'
    workloadProfileType: gpuProfileType
  }
]

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    workloadProfiles: concat(ordinaryProfiles, gpuProfiles)
    // By Azure Monitor: the other way wants the workspace's shared key.
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    vnetConfiguration: empty(appsSubnetId) ? null : {
      infrastructureSubnetId: appsSubnetId
      internal: internal
    }
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

@description('Resource id of the environment.')
output id string = environment.id

@description('Domain under which its apps are found.')
output defaultDomain string = environment.properties.defaultDomain
