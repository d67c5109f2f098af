import { ApiError, pathOf } from '@topay/contract/web'
import type { Problem } from '@topay/contract'
import type { Input, OperationId } from './client.ts'

const nameOf = (disposition: string | null): string => {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  return encoded === undefined ? 'topay' : decodeURIComponent(encoded)
}

const save = (blob: Blob, name: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // Some browsers read the file only after the press has been handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/**
 * Saves the file that an operation answers with, in the language of the page, and answers its name. `onProgress` is told the bytes that have come. Throws
 * ApiError for a refusal, and what `fetch` throws when the network fails or `signal` ends it; a file that broke off is not saved.
 */
export const download = async <Id extends OperationId>(
  operationId: Id,
  input: Input<Id>,
  options: { signal?: AbortSignal; onProgress?: (bytes: number) => void } = {},
): Promise<string> => {
  const response = await fetch(pathOf(operationId, input), {
    headers: { 'accept-language': document.documentElement.lang || 'zh-CN' },
    signal: options.signal ?? null,
  })
  if (!response.ok) throw new ApiError((await response.json()) as Problem)
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) break
    parts.push(part.value)
    bytes += part.value.length
    options.onProgress?.(bytes)
  }
  const name = nameOf(response.headers.get('content-disposition'))
  save(new Blob(parts, { type: response.headers.get('content-type') ?? '' }), name)
  return name
}
