// One function app as a container app. What distinguishes the two apps are the parameters: role, profile, scale.

@description('Name of the app.')
param name string

@description('Region of the app.')
param location string

@description('Tags of the app.')
param tags object

@description('Name of the service in azure.yaml whose image runs here.')
param serviceName string

@description('The image.')
param image string

@description('Resource id of the Container Apps environment.')
param environmentId string

@description('Workload profile of the environment.')
param workloadProfileName string

@description('Cores of a replica.')
param cpu string

@description('Memory of a replica.')
param memory string

@description('Replicas kept when idle; 0 lets the app sleep.')
@minValue(0)
param minReplicas int

@description('Most replicas.')
@minValue(1)
@maxValue(1000)
param maxReplicas int

@description('Whether the ingress is open to the internet. An ingress there must be: without one nothing scales.')
param externalIngress bool

@description('Resource id of the app\'s identity.')
param identityId string

@description('Address of the container registry.')
param registryServer string

@description('Settings of the app, by name.')
param settings object

@description('Whether the app answers HTTP, so that its health can be asked.')
param hasHealthRoute bool

@description('Which work items of the task hub start replicas besides what the triggers do; none when empty.')
@allowed([
  ''
  'Activity'
  'Orchestration'
])
param scaleOn string

@description('Address of the Durable Task Scheduler, for that scale rule.')
param schedulerEndpoint string

@description('Task hub, for that scale rule.')
param taskHubName string

@description('Work items that one replica is given at once.')
@minValue(1)
param workItemsPerReplica int

@description('Client id of the Entra application that callers sign in to; empty when function keys alone protect the app.')
param signInClientId string

var workRules = empty(scaleOn) ? [] : [
  {
    name: 'work-items'
    custom: {
      type: 'azure-durabletask-scheduler'
      metadata: {
        endpoint: schedulerEndpoint
        taskhubName: taskHubName
        workItemType: scaleOn
        maxConcurrentWorkItemsCount: string(workItemsPerReplica)
      }
      identity: identityId
    }
  }
]
var healthProbes = hasHealthRoute ? [
  {
    type: 'Startup'
    httpGet: {
      path: '/api/health'
      port: 8080
    }
    periodSeconds: 5
    failureThreshold: 60
  }
  {
    type: 'Liveness'
    httpGet: {
      path: '/api/health'
      port: 8080
    }
    periodSeconds: 30
    failureThreshold: 4
  }
] : []

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  kind: 'functionapp'
  tags: union(tags, {
    'azd-service-name': serviceName
  })
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: workloadProfileName
    configuration: {
      // Several active revisions would need a host storage account each.
      activeRevisionsMode: 'Single'
      ingress: {
        external: externalIngress
        targetPort: 8080
        transport: 'auto'
        allowInsecure: false
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
    }
    template: {
      // Only the first container of a replica sees its GPU.
      containers: [
        {
          name: 'functions'
          image: image
          resources: {
            cpu: json(cpu)
            memory: memory
          }
          env: map(items(settings), setting => {
            name: setting.key
            value: setting.value
          })
          probes: healthProbes
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: workRules
      }
    }
  }
}

resource signIn 'Microsoft.App/containerApps/authConfigs@2025-07-01' = if (!empty(signInClientId)) {
  parent: app
  name: 'current'
  properties: {
    platform: {
      enabled: true
    }
    globalValidation: {
      unauthenticatedClientAction: 'Return401'
      excludedPaths: [
        '/api/health'
      ]
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: signInClientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [
            signInClientId
            'api://${signInClientId}'
          ]
        }
      }
    }
  }
}

@description('Name of the app.')
output name string = app.name

@description('Host name of the app.')
output hostName string = app.properties.configuration.ingress.fqdn
