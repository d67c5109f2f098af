import type { QueryClient } from '@tanstack/react-query'
import type { Customer, CustomerCase, StreamEvent } from '@topay/contract'
import { client } from '#shared/api/client.ts'
import { createIntents, type Intents } from '#shared/api/intents.ts'
import { resyncQueries } from '#shared/api/query-client.ts'
import { apiQuery } from '#shared/api/query.ts'
import { createChatHub, type ChatHub, type ChatTransport } from '#shared/chat/chat-hub.ts'
import { openBrowserStore, type KeyValueStore } from '#shared/chat/storage.ts'
import { judgeSendError } from '#shared/chat/judge-send-error.ts'
import { startBrowserRealtime } from '#shared/realtime/browser-realtime.ts'
import type { Realtime } from '#shared/realtime/realtime.ts'

/** Everything that lives as long as one customer is signed in here. */
export type Live = {
  realtime: Realtime
  hub: ChatHub
  /** What was asked for with money and has no known outcome yet. */
  intents: Intents
  store: KeyValueStore
  personId: string
  end: () => void
}

/** What may be out of date after the stream was joined anew. */
const LIVE_READS = [
  'getWallet',
  'listTransactions',
  'getTransaction',
  'getSpending',
  'listMyCases',
  'getMyCase',
  'getPayment',
  'diagnosePayment',
  'getTopUp',
  'getWithdrawal',
  'getTransfer',
  'listMoneyRequests',
  'getMoneyRequest',
  'getLimits',
]

const transport: ChatTransport = {
  fetchPage: (caseId, query) => client('listMessages', { params: { case_id: caseId }, query }),
  send: (entry) =>
    client('sendMessage', {
      params: { case_id: entry.case_id },
      body: { text: entry.text, attachments: entry.attachments.map((attachment) => attachment.file_id) },
      idempotencyKey: entry.client_id,
    }),
  mark: (caseId, upTo) => client('markMessages', { params: { case_id: caseId }, body: upTo }),
  judge: judgeSendError,
}

/** Connects the signed-in customer to what happens: the stream, the conversations, the cache of reads. */
export const createLive = (customer: Customer, queryClient: QueryClient): Live => {
  const store = openBrowserStore()
  const hub = createChatHub({ personId: customer.id, side: 'customer', store, transport })
  const intents = createIntents(store, customer.id)
  const { realtime, end: endRealtime } = startBrowserRealtime()
  const again = (...queryKey: unknown[]) => void queryClient.invalidateQueries({ queryKey })
  const bills = () => {
    again('listTransactions')
    again('getTransaction')
    again('getSpending')
  }

  const onEvent = (event: StreamEvent) => {
    hub.receive(event)
    switch (event.type) {
      case 'wallet':
        again('getWallet')
        bills()
        again('getLimits')
        // What is the safest next step depends on the balance.
        again('diagnosePayment')
        break
      case 'transfer':
        again('getTransfer', { params: { transfer_id: event.transfer_id } })
        again('listPayees')
        bills()
        break
      case 'withdrawal':
        again('getWithdrawal', { params: { withdrawal_id: event.withdrawal_id } })
        bills()
        break
      case 'money_request':
        again('getMoneyRequest', { params: { money_request_id: event.money_request_id } })
        again('listMoneyRequests')
        break
      case 'payment': {
        const params = { payment_id: event.payment_id }
        again('getPayment', { params })
        again('diagnosePayment')
        bills()
        break
      }
      case 'case':
        again('listMyCases')
        again('getMyCase', { params: { case_id: event.case_id } })
        break
      case 'message':
        again('listMyCases')
        // Every message that reaches this device is delivered, whether or not its conversation is open.
        if (event.message.author !== 'customer') hub.mark(event.case_id, event.message.seq, 'delivered')
        break
      case 'receipts':
        queryClient.setQueryData(
          apiQuery('getMyCase', { params: { case_id: event.case_id } }).queryKey,
          (known: CustomerCase | undefined) => known && { ...known, receipts: event.receipts },
        )
        again('listMyCases')
        break
    }
  }

  const onStorage = (event: StorageEvent) => {
    hub.storageChanged(event.key)
    intents.storageChanged(event.key)
  }
  addEventListener('storage', onStorage)
  addEventListener('online', hub.wake)
  const stopTyping = realtime.onTyping(hub.receiveTyping)
  // The server is back: what waits to be sent need not wait for its next try.
  const stopStatus = realtime.onStatus(() => {
    if (realtime.status() === 'live') hub.wake()
  })
  const stopStream = realtime.subscribe('me', {
    event: onEvent,
    resync: () => {
      hub.resync()
      void resyncQueries(queryClient, LIVE_READS)
    },
  })
  hub.wake()

  return {
    realtime,
    hub,
    intents,
    store,
    personId: customer.id,
    end: () => {
      stopTyping()
      stopStatus()
      stopStream()
      removeEventListener('storage', onStorage)
      removeEventListener('online', hub.wake)
      hub.stop()
      endRealtime()
    },
  }
}
