import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export { type BankId, banks, sandboxCardNumber } from './cards.ts'
export { RETURN_REASON } from './operations.ts'

const program = fileURLToPath(new URL('main.ts', import.meta.url))

/** A running sandbox bank. */
export type SandboxBankProcess = {
  /** Its address, such as http://127.0.0.1:40123. */
  url: string
  port: number
  pid: number
  /** Settles when the process is gone, whoever ended it. */
  exited: Promise<void>
  /** Answers 503 to everything for so long; 0 ends it. */
  goDown: (seconds: number) => Promise<void>
  /** Sets its clock so far (ms) ahead of the machine's: what is decided by then is decided now. */
  setClock: (offsetMs: number) => Promise<void>
  /** Asks it to stop and waits until it has. */
  stop: () => Promise<void>
}

/**
 * Starts the sandbox bank as a process of its own. It goes when this process goes. `lateMs`: how long an unanswered request stays undecided.
 * With `apiKey` every call needs it; `callbackSecret` (whsec_...) signs the callbacks, the second attempt of which comes after `callbackPauseMs`.
 * Throws when it ends before it is ready, with what it wrote to stderr.
 */
export const startSandboxBank = async (options: {
  dataDir: string
  port?: number
  lateMs?: number
  apiKey?: string | undefined
  callbackSecret?: string | undefined
  callbackPauseMs?: number
}): Promise<SandboxBankProcess> => {
  const child = spawn(process.execPath, [program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      BANK_DATA_DIR: options.dataDir,
      BANK_PORT: String(options.port ?? 0),
      ...(options.lateMs !== undefined && { BANK_LATE_MS: String(options.lateMs) }),
      ...(options.apiKey !== undefined && { BANK_API_KEY: options.apiKey }),
      ...(options.callbackSecret !== undefined && { BANK_CALLBACK_SECRET: options.callbackSecret }),
      ...(options.callbackPauseMs !== undefined && { BANK_CALLBACK_PAUSE_MS: String(options.callbackPauseMs) }),
    },
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-4_000)
  })
  const exited = once(child, 'exit').then(() => undefined)
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line))
  const line = await Promise.race([firstLine, exited])
  if (line === undefined) throw new Error(`the sandbox bank did not start: ${complaint.trim()}`)
  const { port } = JSON.parse(line) as { port: number }
  const url = `http://127.0.0.1:${port}`
  const control = async (path: string, body: object): Promise<void> => {
    const headers = {
      'content-type': 'application/json',
      ...(options.apiKey !== undefined && { authorization: `Bearer ${options.apiKey}` }),
    }
    const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body), headers })
    if (!response.ok) throw new Error(`the sandbox bank answered ${response.status} to ${path}`)
  }
  return {
    url,
    port,
    pid: child.pid ?? 0,
    exited,
    goDown: (seconds) => control('/sandbox/downtime', { seconds }),
    setClock: (offset_ms) => control('/sandbox/clock', { offset_ms }),
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
