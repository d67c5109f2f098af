import type { Message } from '@topay/contract'
import { useCallback, useRef, useState } from 'react'
import { client } from '../api/client.ts'
import { explainError } from '../api/explain-error.ts'
import { storedLanguage } from '../i18n/language.ts'

/** Most files of one message. */
export const FILES_MAX = 10

export type Attachment = Message['attachments'][number]

export type Upload = {
  id: number
  name: string
  state: 'sending' | 'ready' | 'failed'
  attachment?: Attachment
  why?: string
}

/** Files that are being attached to a message: uploaded at once, so that sending the message waits for nothing. */
export const useUploads = () => {
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const lastId = useRef(0)

  const add = useCallback((files: Iterable<File>) => {
    const change = (id: number, more: Partial<Upload>) =>
      setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...more } : upload)))
    for (const file of files) {
      lastId.current += 1
      const id = lastId.current
      setUploads((all) => (all.length < FILES_MAX ? [...all, { id, name: file.name, state: 'sending' }] : all))
      client('uploadFile', { query: { name: file.name.slice(0, 120) || 'file' }, file }).then(
        (attachment) => change(id, { state: 'ready', attachment }),
        (error: unknown) => change(id, { state: 'failed', why: explainError(error, storedLanguage()).title }),
      )
    }
  }, [])

  return {
    uploads,
    add,
    remove: (id: number) => setUploads((all) => all.filter((upload) => upload.id !== id)),
    clear: () => setUploads([]),
    ready: uploads.flatMap((upload) => (upload.attachment === undefined ? [] : [upload.attachment])),
    sending: uploads.some((upload) => upload.state === 'sending'),
  }
}
