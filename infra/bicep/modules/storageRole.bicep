// One role for one identity, on a whole account or on one container or queue of it.

@description('Name of the storage account.')
param accountName string

@description('Blob container to which the role is confined.')
param containerName string = ''

@description('Queue to which the role is confined.')
param queueName string = ''

@description('Role definition id.')
param roleId string

@description('Who gets the role.')
param principalId string

var role = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: accountName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' existing = {
  parent: account
  name: 'default'
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' existing = {
  parent: blobs
  name: empty(containerName) ? 'none' : containerName
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' existing = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' existing = {
  parent: queues
  name: empty(queueName) ? 'none' : queueName
}

resource onAccount 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (empty(containerName) && empty(queueName)) {
  scope: account
  name: guid(account.id, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role
  }
}

resource onContainer 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(containerName)) {
  scope: container
  name: guid(account.id, containerName, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role
  }
}

resource onQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(queueName)) {
  scope: queue
  name: guid(account.id, queueName, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role
  }
}
