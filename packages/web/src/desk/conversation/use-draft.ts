import { useCallback, useState } from 'react'
import { readDraft, writeDraft } from '#shared/chat/drafts.ts'
import type { DraftKey } from '#shared/chat/drafts.ts'
import { useDesk } from '../live/desk-context.ts'

/** Unsent text that is kept with every key, per case and per kind, over reloads. */
export const useDraft = (caseId: string, kind: DraftKey['kind']): [string, (text: string) => void] => {
  const { store, staff } = useDesk()
  const key = { person_id: staff.id, case_id: caseId, kind }
  const name = `${caseId} ${kind}`
  const [draft, setDraft] = useState(() => ({ name, text: readDraft(store, key) }))
  if (draft.name !== name) setDraft({ name, text: readDraft(store, key) })
  const write = useCallback(
    (text: string) => {
      setDraft({ name: `${caseId} ${kind}`, text })
      writeDraft(store, { person_id: staff.id, case_id: caseId, kind }, text)
    },
    [store, staff.id, caseId, kind],
  )
  return [draft.name === name ? draft.text : readDraft(store, key), write]
}
