// The settings of a function app. Every name that the code or the host needs stands here and nowhere else; of telemetry's
// collector there is none in this template.
// There is no key and no connection string with a secret among them.

@description('What the app does: everything, all but model rows, or model rows only.')
@allowed([
  'single'
  'cpu'
  'gpu'
])
param role string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Storage account of the Functions host.')
param hostStorageName string

@description('Blob service of the data account.')
param dataBlobServiceUri string

@description('Queue service of the data account.')
param dataQueueServiceUri string

@description('Table service of the data account.')
param dataTableServiceUri string

@description('Container of runs and sketches.')
param artifactContainer string

@description('Table of models, runs and sketches.')
param catalogTable string

@description('Address of the Durable Task Scheduler.')
param schedulerEndpoint string

@description('The task hub that both apps share.')
param taskHubName string

@description('Where telemetry goes.')
param insightsConnectionString string

@description('When stale explanations are looked for.')
param reanalysisSchedule string

@description('When old runs are removed.')
param purgeSchedule string

@description('Days after which finished runs are removed.')
param keepRunsDays int

@description('Activities of the task hub that one replica does at once.')
@minValue(1)
param activitiesAtOnce int

@description('Whether callers are told apart, which needs the platform to authenticate them.')
@allowed([
  'platform'
  'one'
])
param callers string

// Which functions the host runs: docs/operations.md, "Functions by role". Uploads come by the queue.
var rowFunctions = [
  'RunModelRows'
]
var otherFunctions = [
  'Health'
  'ListModels'
  'GetModel'
  'PutModel'
  'StartRun'
  'ListRuns'
  'GetRun'
  'GetResult'
  'DeleteRun'
  'ListSketches'
  'GetSketch'
  'GetSketchGlobal'
  'Explain'
  'ExplainMany'
  'UploadQueued'
  'Reanalyse'
  'Purge'
  'RunOrchestrator'
  'WaveOrchestrator'
  'BeginRun'
  'FinishRun'
  'FailRun'
  'RunOtherWork'
]
var functions = role == 'gpu' ? rowFunctions : role == 'cpu' ? otherFunctions : concat(otherFunctions, rowFunctions)
var functionSettings = toObject(range(0, length(functions)), i => 'AzureFunctionsJobHost__functions__${i}', i => functions[i])

@description('The settings by name.')
output settings object = union(functionSettings, {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
  AzureWebJobsStorage__accountName: hostStorageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  DataStorage__blobServiceUri: dataBlobServiceUri
  DataStorage__queueServiceUri: dataQueueServiceUri
  DataStorage__tableServiceUri: dataTableServiceUri
  DataStorage__credential: 'managedidentity'
  DataStorage__clientId: identityClientId
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
  TASKHUB_NAME: taskHubName
  AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: string(activitiesAtOnce)
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  GENOXAI_CALLERS: callers
  GENOXAI_ARTIFACT_CONTAINER: artifactContainer
  GENOXAI_CATALOG_TABLE: catalogTable
  GENOXAI_KEEP_RUNS_DAYS: string(keepRunsDays)
  // The code's own defaults, to be seen and changed.
  GENOXAI_MODEL_RUNS: '1'
  GENOXAI_MODEL_TIMEOUT: '00:15:00'
  GENOXAI_MODELS_OPEN: '2'
  GENOXAI_MODELS_ON_DISK: '8'
  GENOXAI_CACHE: '/tmp/genoxai-models'
  GENOXAI_UPLOAD_BYTES: '67108864'
  GENOXAI_UPLOAD_BUDGET: '20000'
  REANALYSIS_SCHEDULE: reanalysisSchedule
  PURGE_SCHEDULE: purgeSchedule
})
