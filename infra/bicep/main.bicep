// GenoXai Functions in Azure: one resource group with two function apps on Container Apps that share a task hub.
// The CPU app takes HTTP, uploads, timers, orchestration, decoding and merging; the GPU app takes model rows only.

targetScope = 'subscription'

@description('Name of the deployment; resources are named after it.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Region. It must offer Container Apps, the Durable Task Scheduler and, with a GPU, the GPU profile.')
@allowed([
  'australiaeast'
  'brazilsouth'
  'canadacentral'
  'centralus'
  'eastus'
  'eastus2'
  'francecentral'
  'italynorth'
  'japaneast'
  'northcentralus'
  'northeurope'
  'southcentralus'
  'southeastasia'
  'southindia'
  'swedencentral'
  'uksouth'
  'westeurope'
  'westus'
  'westus2'
  'westus3'
])
param location string

@description('GPU of the app that computes model rows; empty for one CPU app that does everything.')
@allowed([
  ''
  'Consumption-GPU-NC8as-T4'
  'Consumption-GPU-NC24-A100'
])
param gpuProfileType string = 'Consumption-GPU-NC8as-T4'

@description('Most replicas of the GPU app: the bound on what GPUs can cost.')
@minValue(1)
@maxValue(100)
param maxGpuReplicas int = 4

@description('Most replicas of the CPU app.')
@minValue(1)
@maxValue(100)
param maxCpuReplicas int = 10

@description('Replicas of the CPU app kept when idle; 1 spares the first query of the day its cold start.')
@minValue(0)
param minCpuReplicas int = 1

@description('Whether storage, registry and apps are reached through a network of our own only.')
param privateNetwork bool = false

@description('Whether the apps\' HTTP routes are open to the internet; false needs the private network.')
param externalIngress bool = true

@description('Addresses of the network, when private.')
param addressPrefix string = '10.40.0.0/20'

@description('Whether images can be pushed to the registry from outside a private network.')
param registryPublicPush bool = true

@description('Client id of the Entra application that callers sign in to. Empty: function keys alone protect the routes, and all callers share their runs.')
param signInClientId string = ''

@description('Pricing of the Durable Task Scheduler.')
@allowed([
  'Consumption'
  'Dedicated'
])
param schedulerSku string = 'Consumption'

@description('Capacity units of a dedicated scheduler.')
@minValue(1)
@maxValue(3)
param schedulerCapacity int = 1

@description('Redundancy of the data account.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
])
param dataStorageSku string = 'Standard_ZRS'

@description('When stale explanations are looked for: NCRONTAB with seconds, UTC.')
param reanalysisSchedule string = '0 0 2 * * *'

@description('When old runs are removed: NCRONTAB with seconds, UTC.')
param purgeSchedule string = '0 30 3 * * *'

@description('Days after which finished runs are removed.')
@minValue(1)
@maxValue(10000)
param keepRunsDays int = 90

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Most gigabytes of logs a day.')
@minValue(1)
param dailyLogQuotaGb int = 5

@description('Image of the CPU app; empty before the first deployment of code.')
param cpuImage string = ''

@description('Image of the GPU app; empty before the first deployment of code.')
param gpuImage string = ''

var tags = {
  'azd-env-name': environmentName
}
var token = toLower(uniqueString(subscription().id, environmentName, location))
var taskHubName = 'genoxai'
var artifactContainer = 'artifacts'
var uploadContainers = [
  'models'
  'genomes'
  'uploads'
]
var deadLetterContainer = 'undelivered'
var arrivalQueue = 'arrivals'
var catalogTable = 'catalog'
var withGpu = !empty(gpuProfileType)
var gpuIsA100 = gpuProfileType == 'Consumption-GPU-NC24-A100'
// Runs until the first deployment of code puts the real image there.
var firstImage = 'mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0'

var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var blobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var queueDataMessageSender = 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var tableDataReader = '76199698-9eea-4c19-bc75-cec21354c6b6'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module cpuIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'identity-cpu'
  params: {
    name: 'id-cpu-${token}'
    location: location
    tags: tags
  }
}

module gpuIdentity 'modules/identity.bicep' = if (withGpu) {
  scope: group
  name: 'identity-gpu'
  params: {
    name: 'id-gpu-${token}'
    location: location
    tags: tags
  }
}

module eventIdentity 'modules/identity.bicep' = {
  scope: group
  name: 'identity-events'
  params: {
    name: 'id-events-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGb: dailyLogQuotaGb
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  name: 'network'
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
    addressPrefix: addressPrefix
    appsSubnetBits: 24
  }
}

module hostStorage 'modules/storage.bicep' = {
  scope: group
  name: 'storage-host'
  params: {
    name: 'sth${token}'
    location: location
    tags: tags
    privateNetwork: privateNetwork
    sku: 'Standard_LRS'
  }
}

module dataStorage 'modules/storage.bicep' = {
  scope: group
  name: 'storage-data'
  params: {
    name: 'std${token}'
    location: location
    tags: tags
    privateNetwork: privateNetwork
    sku: dataStorageSku
    containers: concat(uploadContainers, [
      artifactContainer
      deadLetterContainer
    ])
    queues: [
      arrivalQueue
      '${arrivalQueue}-poison'
    ]
    tables: [
      catalogTable
    ]
    purgedContainer: deadLetterContainer
    purgeAfterDays: 30
  }
}

module registry 'modules/registry.bicep' = {
  scope: group
  name: 'registry'
  params: {
    name: 'cr${token}'
    location: location
    tags: tags
    publicPush: !privateNetwork || registryPublicPush
  }
}

module privateAccess 'modules/privateAccess.bicep' = if (privateNetwork) {
  scope: group
  name: 'private-access'
  params: {
    location: location
    tags: tags
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointsSubnetId
    hostStorageId: hostStorage.outputs.id
    dataStorageId: dataStorage.outputs.id
    registryId: registry.outputs.id
  }
}

module scheduler 'modules/scheduler.bicep' = {
  scope: group
  name: 'scheduler'
  params: {
    name: 'dts-${token}'
    taskHubName: taskHubName
    location: location
    tags: tags
    sku: schedulerSku
    capacity: schedulerCapacity
    // Without a network of its own an app has no fixed address; the role decides then.
    ipAllowList: privateNetwork ? [
      '${network!.outputs.outboundAddress}/32'
    ] : [
      '0.0.0.0/0'
    ]
  }
}

module containerEnvironment 'modules/environment.bicep' = {
  scope: group
  name: 'environment'
  params: {
    name: 'cae-${token}'
    location: location
    tags: tags
    appsSubnetId: privateNetwork ? network!.outputs.appsSubnetId : ''
    internal: privateNetwork && !externalIngress
    gpuProfileType: gpuProfileType
    workspaceId: monitoring.outputs.workspaceId
  }
}

// Roles, each as narrow as its use.

module cpuServiceRoles 'modules/serviceRoles.bicep' = {
  scope: group
  name: 'roles-cpu-services'
  params: {
    schedulerName: scheduler.outputs.name
    taskHubName: scheduler.outputs.taskHubName
    registryName: registry.outputs.name
    insightsName: monitoring.outputs.insightsName
    principalId: cpuIdentity.outputs.principalId
  }
}

module gpuServiceRoles 'modules/serviceRoles.bicep' = if (withGpu) {
  scope: group
  name: 'roles-gpu-services'
  params: {
    schedulerName: scheduler.outputs.name
    taskHubName: scheduler.outputs.taskHubName
    registryName: registry.outputs.name
    insightsName: monitoring.outputs.insightsName
    principalId: gpuIdentity!.outputs.principalId
  }
}

module cpuHostRoles 'modules/storageRole.bicep' = [
  for (roleId, index) in [
    blobDataOwner
    queueDataContributor
    tableDataContributor
  ]: {
    scope: group
    name: 'roles-cpu-host-${index}'
    params: {
      accountName: hostStorage.outputs.name
      roleId: roleId
      principalId: cpuIdentity.outputs.principalId
    }
  }
]

module gpuHostRoles 'modules/storageRole.bicep' = [
  for (roleId, index) in [
    blobDataOwner
    queueDataContributor
    tableDataContributor
  ]: if (withGpu) {
    scope: group
    name: 'roles-gpu-host-${index}'
    params: {
      accountName: hostStorage.outputs.name
      roleId: roleId
      principalId: gpuIdentity!.outputs.principalId
    }
  }
]

// What people drop is read only. Registered models lie among the artifacts.
module cpuUploadRoles 'modules/storageRole.bicep' = [
  for container in uploadContainers: {
    scope: group
    name: 'roles-cpu-${container}'
    params: {
      accountName: dataStorage.outputs.name
      containerName: container
      roleId: blobDataReader
      principalId: cpuIdentity.outputs.principalId
    }
  }
]

module cpuArtifactRole 'modules/storageRole.bicep' = {
  scope: group
  name: 'roles-cpu-artifacts'
  params: {
    accountName: dataStorage.outputs.name
    containerName: artifactContainer
    roleId: blobDataContributor
    principalId: cpuIdentity.outputs.principalId
  }
}

module cpuQueueRoles 'modules/storageRole.bicep' = [
  for queue in [
    arrivalQueue
    '${arrivalQueue}-poison'
  ]: {
    scope: group
    name: 'roles-cpu-${queue}'
    params: {
      accountName: dataStorage.outputs.name
      queueName: queue
      roleId: queueDataContributor
      principalId: cpuIdentity.outputs.principalId
    }
  }
]

module cpuTableRole 'modules/storageRole.bicep' = {
  scope: group
  name: 'roles-cpu-catalog'
  params: {
    accountName: dataStorage.outputs.name
    roleId: tableDataContributor
    principalId: cpuIdentity.outputs.principalId
  }
}

module gpuArtifactRole 'modules/storageRole.bicep' = if (withGpu) {
  scope: group
  name: 'roles-gpu-artifacts'
  params: {
    accountName: dataStorage.outputs.name
    containerName: artifactContainer
    roleId: blobDataContributor
    principalId: gpuIdentity!.outputs.principalId
  }
}

module gpuTableRole 'modules/storageRole.bicep' = if (withGpu) {
  scope: group
  name: 'roles-gpu-catalog'
  params: {
    accountName: dataStorage.outputs.name
    roleId: tableDataReader
    principalId: gpuIdentity!.outputs.principalId
  }
}

module eventQueueRole 'modules/storageRole.bicep' = {
  scope: group
  name: 'roles-events-queue'
  params: {
    accountName: dataStorage.outputs.name
    queueName: arrivalQueue
    roleId: queueDataMessageSender
    principalId: eventIdentity.outputs.principalId
  }
}

module eventDeadLetterRole 'modules/storageRole.bicep' = {
  scope: group
  name: 'roles-events-undelivered'
  params: {
    accountName: dataStorage.outputs.name
    containerName: deadLetterContainer
    roleId: blobDataContributor
    principalId: eventIdentity.outputs.principalId
  }
}

module events 'modules/events.bicep' = {
  scope: group
  name: 'events'
  params: {
    name: 'evgt-${token}'
    location: location
    tags: tags
    accountName: dataStorage.outputs.name
    queueName: arrivalQueue
    deadLetterContainerName: deadLetterContainer
    containers: uploadContainers
    identityId: eventIdentity.outputs.id
  }
  dependsOn: [
    eventQueueRole
    eventDeadLetterRole
  ]
}

module cpuSettings 'modules/settings.bicep' = {
  scope: group
  name: 'settings-cpu'
  params: {
    role: withGpu ? 'cpu' : 'single'
    identityClientId: cpuIdentity.outputs.clientId
    hostStorageName: hostStorage.outputs.name
    dataBlobServiceUri: dataStorage.outputs.blobServiceUri
    dataQueueServiceUri: dataStorage.outputs.queueServiceUri
    dataTableServiceUri: dataStorage.outputs.tableServiceUri
    artifactContainer: artifactContainer
    catalogTable: catalogTable
    schedulerEndpoint: scheduler.outputs.endpoint
    taskHubName: taskHubName
    insightsConnectionString: monitoring.outputs.connectionString
    reanalysisSchedule: reanalysisSchedule
    purgeSchedule: purgeSchedule
    keepRunsDays: keepRunsDays
    activitiesAtOnce: 4
    callers: empty(signInClientId) ? 'one' : 'platform'
  }
}

module gpuSettings 'modules/settings.bicep' = if (withGpu) {
  scope: group
  name: 'settings-gpu'
  params: {
    role: 'gpu'
    identityClientId: gpuIdentity!.outputs.clientId
    hostStorageName: hostStorage.outputs.name
    dataBlobServiceUri: dataStorage.outputs.blobServiceUri
    dataQueueServiceUri: dataStorage.outputs.queueServiceUri
    dataTableServiceUri: dataStorage.outputs.tableServiceUri
    artifactContainer: artifactContainer
    catalogTable: catalogTable
    schedulerEndpoint: scheduler.outputs.endpoint
    taskHubName: taskHubName
    insightsConnectionString: monitoring.outputs.connectionString
    reanalysisSchedule: reanalysisSchedule
    purgeSchedule: purgeSchedule
    keepRunsDays: keepRunsDays
    // The default is ten per core: eighty inferences at once on one GPU.
    activitiesAtOnce: 2
    callers: empty(signInClientId) ? 'one' : 'platform'
  }
}

module cpuApp 'modules/functionApp.bicep' = {
  scope: group
  name: 'app-cpu'
  params: {
    name: 'ca-cpu-${token}'
    location: location
    tags: tags
    serviceName: 'cpu'
    image: empty(cpuImage) ? firstImage : cpuImage
    environmentId: containerEnvironment.outputs.id
    workloadProfileName: 'Consumption'
    cpu: '2.0'
    memory: '4Gi'
    minReplicas: minCpuReplicas
    maxReplicas: maxCpuReplicas
    externalIngress: externalIngress
    identityId: cpuIdentity.outputs.id
    registryServer: registry.outputs.loginServer
    settings: cpuSettings.outputs.settings
    hasHealthRoute: !empty(cpuImage)
    scaleOn: 'Orchestration'
    schedulerEndpoint: scheduler.outputs.endpoint
    taskHubName: taskHubName
    workItemsPerReplica: 20
    signInClientId: signInClientId
  }
  dependsOn: [
    cpuServiceRoles
    cpuHostRoles
    cpuUploadRoles
    cpuArtifactRole
    cpuQueueRoles
    cpuTableRole
    privateAccess
  ]
}

module gpuApp 'modules/functionApp.bicep' = if (withGpu) {
  scope: group
  name: 'app-gpu'
  params: {
    name: 'ca-gpu-${token}'
    location: location
    tags: tags
    serviceName: 'gpu'
    image: empty(gpuImage) ? firstImage : gpuImage
    environmentId: containerEnvironment.outputs.id
    workloadProfileName: 'gpu'
    cpu: gpuIsA100 ? '24' : '8'
    memory: gpuIsA100 ? '220Gi' : '56Gi'
    minReplicas: 0
    maxReplicas: maxGpuReplicas
    externalIngress: false
    identityId: gpuIdentity!.outputs.id
    registryServer: registry.outputs.loginServer
    settings: gpuSettings!.outputs.settings
    hasHealthRoute: false
    scaleOn: 'Activity'
    schedulerEndpoint: scheduler.outputs.endpoint
    taskHubName: taskHubName
    workItemsPerReplica: 2
    signInClientId: ''
  }
  dependsOn: [
    gpuServiceRoles
    gpuHostRoles
    gpuArtifactRole
    gpuTableRole
    privateAccess
  ]
}

@description('Resource group of the deployment.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Registry to which azd pushes the images.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer

@description('Where the HTTP routes are.')
output API_URL string = 'https://${cpuApp.outputs.hostName}/api'

@description('Account that takes models, genomes and uploads.')
output DATA_STORAGE_ACCOUNT string = dataStorage.outputs.name

@description('Name of the GPU app; empty without one.')
output GPU_APP_NAME string = withGpu ? gpuApp!.outputs.name : ''
