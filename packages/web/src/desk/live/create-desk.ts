import type { QueryClient } from '@tanstack/react-query'
import { allows } from '@topay/contract/web'
import type { DeskCase, StaffMember, StreamEvent } from '@topay/contract'
import { client } from '#shared/api/client.ts'
import { resyncQueries } from '#shared/api/query-client.ts'
import { createChatHub } from '#shared/chat/chat-hub.ts'
import type { ChatHub, ChatTransport } from '#shared/chat/chat-hub.ts'
import { openBrowserStore } from '#shared/chat/storage.ts'
import type { KeyValueStore } from '#shared/chat/storage.ts'
import { judgeSendError } from '#shared/chat/judge-send-error.ts'
import { startBrowserRealtime } from '#shared/realtime/browser-realtime.ts'
import type { Realtime } from '#shared/realtime/realtime.ts'
import { changeCase } from './case-cache.ts'
import { patchCase } from './patch-case.ts'
import { createThrottle } from './throttle.ts'

/** Everything that lives as long as one member of staff is signed in here. */
export type Desk = {
  staff: StaffMember
  realtime: Realtime
  hub: ChatHub
  store: KeyValueStore
  /** A change was made here: show it in the row now, and read the lists again. */
  caseChanged: (deskCase: DeskCase) => void
  end: () => void
}

/** At most one reading of the lists in this time, in milliseconds: quick enough for "at once", slow enough for a flood. */
const LIST_EVERY_MS = 600

/** What may be out of date after the stream was joined anew. */
const LIVE_READS = ['listCases', 'getCase', 'getCasePanel', 'getStaffMe']

const transport: ChatTransport = {
  fetchPage: (caseId, query) => client('listCaseMessages', { params: { case_id: caseId }, query }),
  send: (entry) =>
    client(entry.kind === 'note' ? 'addNote' : 'replyToCase', {
      params: { case_id: entry.case_id },
      body: { text: entry.text, attachments: entry.attachments.map((attachment) => attachment.file_id) },
      idempotencyKey: entry.client_id,
    }),
  mark: (caseId, upTo) => client('markCaseMessages', { params: { case_id: caseId }, body: upTo }),
  judge: judgeSendError,
}

/** Connects a signed-in member of staff to what happens: stream, conversations, caches. */
export const createDesk = (staff: StaffMember, queryClient: QueryClient): Desk => {
  const store = openBrowserStore()
  const hub = createChatHub({ personId: staff.id, side: 'staff', store, transport })
  const { realtime, end: endRealtime } = startBrowserRealtime()
  const lists = createThrottle(() => void queryClient.invalidateQueries({ queryKey: ['listCases'] }), LIST_EVERY_MS)

  const refresh = (operationId: 'getCase' | 'getCasePanel', caseId: string) =>
    void queryClient.invalidateQueries({ queryKey: [operationId, { params: { case_id: caseId } }] })

  const onEvent = (event: StreamEvent): void => {
    hub.receive(event)
    if (event.type === 'payment' || event.type === 'wallet') {
      void queryClient.invalidateQueries({ queryKey: ['getCasePanel'] })
      if (event.type === 'payment') lists.ask()
      return
    }
    // What is of the customer's app only.
    if (!('case_id' in event)) return
    changeCase(queryClient, event.case_id, (deskCase) => patchCase(deskCase, event))
    if (event.type === 'receipts') return
    lists.ask()
    if (event.type === 'case') refresh('getCase', event.case_id)
    if (event.type === 'case' || event.message.kind !== 'text') refresh('getCasePanel', event.case_id)
    if (event.type === 'case') void queryClient.invalidateQueries({ queryKey: ['listReconciliations'] })
    if (event.type === 'case') void queryClient.invalidateQueries({ queryKey: ['getReconciliation'] })
  }

  const onStorage = (event: StorageEvent) => hub.storageChanged(event.key)
  addEventListener('storage', onStorage)
  addEventListener('online', hub.wake)
  const stopTyping = realtime.onTyping(hub.receiveTyping)
  // The server is back: what waits to be sent need not wait for its next try.
  const stopStatus = realtime.onStatus(() => {
    if (realtime.status() === 'live') hub.wake()
  })
  const stopStream = allows(staff.roles, 'cases.read')
    ? realtime.subscribe('desk', {
        event: onEvent,
        resync: () => {
          hub.resync()
          void resyncQueries(queryClient, LIVE_READS)
        },
      })
    : () => {}
  hub.wake()

  return {
    staff,
    realtime,
    hub,
    store,
    caseChanged: (deskCase) => {
      changeCase(queryClient, deskCase.id, () => deskCase)
      lists.ask()
      refresh('getCasePanel', deskCase.id)
    },
    end: () => {
      stopTyping()
      stopStatus()
      stopStream()
      lists.stop()
      removeEventListener('storage', onStorage)
      removeEventListener('online', hub.wake)
      hub.stop()
      endRealtime()
    },
  }
}
