import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type Answer, type Bank, openBank } from './bank.ts'
import { sandboxCardNumber } from './cards.ts'

/** A folder that is gone after the tests. */
export const testFolder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'topay-bank-'))
  after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

export const linked = (bank: Bank, number: string): string => {
  const answer = bank.link(number)
  assert.ok(answer.ok)
  return answer.card.token
}

const DAY_MS = 86_400_000
const CHINA_MS = 8 * 3_600_000

/**
 * What moves on a card of trigger `trigger`, with ids of its own, and a clock that is moved by hand: late is one minute. It is noon in China, so that no test
 * meets midnight, unless the bank was there before in `folder`.
 */
export const cardWorld = (trigger?: string, more: { folder?: string; callbackSecret?: string } = {}) => {
  const bank = openBank({ folder: testFolder(), lateMs: 60_000, callbackPauseMs: 5, ...more })
  const token = linked(bank, sandboxCardNumber(trigger === undefined ? {} : { trigger }))
  let count = 0
  const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2 - CHINA_MS
  let offset = more.folder === undefined ? noon - Date.now() : 0
  if (offset !== 0) bank.setClock(offset)
  const common = (amount: number, asked: { id?: string; expires_at?: string; notify_url?: string }) => ({
    amount,
    currency: 'CNY',
    ...asked,
    id: asked.id ?? `id_${++count}`,
  })
  type Asked = Parameters<typeof common>[1]
  return {
    bank,
    token,
    debit: (amount: number, asked: Asked = {}): Answer => bank.ask({ kind: 'debit', token, ...common(amount, asked) }),
    payout: (amount: number, asked: Asked = {}): Answer =>
      bank.ask({ kind: 'payout', token, ...common(amount, asked) }),
    refund: (debit_id: string, amount: number, asked: Asked = {}): Answer =>
      bank.ask({ kind: 'refund', debit_id, ...common(amount, asked) }),
    /** So many ms from now in the bank. */
    fromNow: (ms: number): string => new Date(Date.now() + offset + ms).toISOString(),
    /** Lets time pass in the bank. */
    pass: (ms: number): void => void bank.setClock((offset += ms)),
    today: (): string => new Date(Date.now() + offset + CHINA_MS).toISOString().slice(0, 10),
    /** The rows of today's file, without token and time. */
    books: (): string[] => {
      const today = new Date(Date.now() + offset + CHINA_MS).toISOString().slice(0, 10)
      const lines = [...(bank.statement(today) ?? [])].join('').split('\n').slice(1, -2)
      return lines.map((line) => {
        const [type, id, , amount, , status] = line.split(',')
        return [type, id, amount, status].join(' ')
      })
    },
  }
}

/** The status of an answer, or how there was none. */
export const heard = (answer: Answer): string => {
  if (answer.kind === 'refused') return answer.error
  if (answer.kind !== 'answer') return answer.kind
  return 'code' in answer.state ? `${answer.state.status} ${answer.state.code}` : answer.state.status
}
