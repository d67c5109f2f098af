import type { KeyValueStore } from './storage.ts'

/** Where unsent text of one person in one conversation is kept. A note and a reply are two drafts. */
export type DraftKey = { person_id: string; case_id: string; kind: 'reply' | 'note' }

const keyOf = (key: DraftKey): string => `topay:draft:${key.person_id}:${key.case_id}:${key.kind}`

/** The kept text, or an empty string. */
export const readDraft = (store: KeyValueStore, key: DraftKey): string => store.getItem(keyOf(key)) ?? ''

/** Keeps the text; text that is only white space is as good as none and forgets the draft. */
export const writeDraft = (store: KeyValueStore, key: DraftKey, text: string): void => {
  if (text.trim() === '') store.removeItem(keyOf(key))
  else store.setItem(keyOf(key), text)
}
