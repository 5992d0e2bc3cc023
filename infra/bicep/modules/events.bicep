// Blobs that arrive in storage become messages of a queue: delivery by identity, so that it works with closed
// ingress and needs no key. What cannot be delivered lies in a container, to be looked at.

@description('Name of the system topic.')
param name string

@description('Region of the topic; that of the storage account.')
param location string

@description('Tags of the topic.')
param tags object

@description('Name of the storage account whose blobs are told.')
param accountName string

@description('Queue that gets the messages.')
param queueName string

@description('Container of events that could not be delivered.')
param deadLetterContainerName string

@description('Containers whose blobs are told.')
param containers array

@description('Identity that delivers; it may send to the queue and write to the dead-letter container.')
param identityId string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: accountName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource arrivals 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for item in containers: {
    parent: topic
    name: '${item}-arrivals'
    properties: {
      deliveryWithResourceIdentity: {
        identity: {
          type: 'UserAssigned'
          userAssignedIdentity: identityId
        }
        destination: {
          endpointType: 'StorageQueue'
          properties: {
            resourceId: account.id
            queueName: queueName
            queueMessageTimeToLiveInSeconds: 604800
          }
        }
      }
      deadLetterWithResourceIdentity: {
        identity: {
          type: 'UserAssigned'
          userAssignedIdentity: identityId
        }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: {
            resourceId: account.id
            blobContainerName: deadLetterContainerName
          }
        }
      }
      eventDeliverySchema: 'EventGridSchema'
      filter: {
        includedEventTypes: [
          'Microsoft.Storage.BlobCreated'
        ]
        subjectBeginsWith: '/blobServices/default/containers/${item}/blobs/'
      }
      retryPolicy: {
        maxDeliveryAttempts: 30
        eventTimeToLiveInMinutes: 1440
      }
    }
  }
]
