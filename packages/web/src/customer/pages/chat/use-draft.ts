import { useState } from 'react'
import { readDraft, writeDraft } from '#shared/chat/drafts.ts'
import { useLive } from '../../live/live-context.ts'

/** What was typed and not sent in a conversation: kept with every key, over reloads and days. */
export const useDraft = (caseId: string) => {
  const { store, personId } = useLive()
  const key = { person_id: personId, case_id: caseId, kind: 'reply' } as const
  const [text, setText] = useState(() => readDraft(store, key))
  return [
    text,
    (next: string) => {
      setText(next)
      writeDraft(store, key, next)
    },
  ] as const
}
