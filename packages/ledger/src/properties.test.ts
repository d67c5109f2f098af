import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as fc from 'fast-check'
import { Pool } from 'pg'
import { openBooks, type Books } from '../test/books.ts'
import { ACCOUNTS, commands, stepsOf, type Command } from '../test/commands.ts'
import { createOracle, type Expected } from '../test/oracle.ts'
import {
  balances,
  capture,
  CHART,
  CLASSES,
  createLedger,
  expireHolds,
  hold,
  LedgerError,
  type Ledger,
  openAccount,
  release,
  reverse,
  transfer,
  verify,
  type Operation,
} from './index.ts'
import type { Request } from './prepare.ts'

// Every answer of the ledger must be the oracle's. Replay a failure with the seed it prints: LEDGER_SEED=... ; more runs
// with LEDGER_RUNS=...
const seed = Number(process.env.LEDGER_SEED ?? Date.now() % 2 ** 31)
const numRuns = Number(process.env.LEDGER_RUNS ?? 12)
const START = Date.UTC(2026, 0, 1)

let books: Books
let runs = 0
before(async () => {
  books = await openBooks()
})
after(() => books.close())

async function prepareRun(remembersRefusals: boolean) {
  const run = `run ${(runs += 1)}`
  const oracle = createOracle({ remembers_refusals: remembersRefusals })
  for (const [name, type, currency, free] of ACCOUNTS) {
    const id = `${run} ${name}`
    await openAccount(books.pool, { id, type, currency, allow_negative: free })
    oracle.open(id, CLASSES[CHART[type].class] === 'debit', free, currency)
  }
  const compare = async (now: number) => {
    oracle.sweep(now)
    const found = await balances(books.pool, [...oracle.accounts.keys()], new Date(now))
    for (const { account_id, balance, held, available } of found) {
      const wanted = oracle.accounts.get(account_id)
      assert.ok(wanted)
      assert.deepEqual(
        [balance, held, available],
        [wanted.balance, wanted.held, wanted.balance - wanted.held],
        account_id,
      )
    }
    assert.deepEqual((await verify(books.pool)).problems, [])
  }
  return { run, oracle, compare }
}

const codeOf = (answer: Operation | LedgerError): Expected => ({
  code: answer instanceof LedgerError ? answer.code : null,
  replayed: answer.replayed,
})
const caught = (error: unknown): LedgerError => {
  if (error instanceof LedgerError) return error
  throw error
}

// A leg whose two accounts became one through a substitute payer is turned away before the books are asked.
const isSane = (answer: Operation | LedgerError) => !(answer instanceof LedgerError && answer.code === 'LEGS_INVALID')

function call(request: Request): Promise<Operation | LedgerError> {
  const run = (): Promise<Operation> => {
    switch (request.op) {
      case 'transfer':
        return transfer(books.pool, request.input)
      case 'hold':
        return hold(books.pool, request.input)
      case 'capture':
        return capture(books.pool, request.input)
      case 'reverse':
        return reverse(books.pool, request.input)
      case 'release':
      case 'expire':
        return release(books.pool, request.input)
    }
  }
  return run().catch(caught)
}

test(`one by one, every answer is the oracle's (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(commands({ cuts: false }), async (list: Command[]) => {
      const { run, oracle, compare } = await prepareRun(false)
      let now = START
      for (const step of stepsOf(list, run, START)) {
        if (step === 'cut') continue
        if ('wait_until' in step) {
          now = step.wait_until
          continue
        }
        const answer = await call(step.request)
        if (!isSane(answer)) continue
        assert.deepEqual(codeOf(answer), oracle.apply(step.request, now), JSON.stringify(step.request))
      }
      await compare(now)
    }),
    { seed, numRuns, endOnFailure: process.env.LEDGER_SHRINK === undefined },
  )
})

test(`in batches whose connection is cut, every answer is the oracle's (seed ${seed})`, async () => {
  const name = `cut ${seed}`
  const pool = new Pool({ connectionString: books.url, application_name: name, max: 4 })
  pool.on('error', () => undefined)
  await fc.assert(
    fc.asyncProperty(
      commands({ cuts: true }),
      fc.integer({ min: 1, max: 9 }),
      async (list: Command[], size: number) => {
        const { run, oracle, compare } = await prepareRun(true)
        const ledger = createLedger({ pool, max_batch: size })
        let now = START
        let group: { request: Request; answer: Promise<Operation | LedgerError> }[] = []
        let cut: Promise<void> | null = null
        const targets = new Map<string, string>()
        const settleGroup = async () => {
          const answers = await Promise.all(group.map(({ answer }) => answer))
          for (const [index, { request }] of group.entries()) {
            const answer = answers[index]
            if (!answer || !isSane(answer)) continue
            const { code, replayed } = codeOf(answer)
            const expected = oracle.apply(request, now)
            assert.equal(code, expected.code, JSON.stringify(request))
            // after a cut the ledger finds in the books what it had posted itself
            if (!cut) assert.equal(replayed, expected.replayed, JSON.stringify(request))
          }
          await cut
          group = []
          cut = null
        }
        for (const step of stepsOf(list, run, START)) {
          if (step === 'cut') {
            cut = cutConnections(name)
          } else if ('wait_until' in step) {
            await settleGroup()
            now = step.wait_until
            // an operation that has to sweep first goes to the end of the line, and here order matters
            await expireHolds(books.pool, { at: new Date(now) })
            oracle.sweep(now)
          } else {
            const names = namesOf(step.request, targets)
            const used = new Set(group.flatMap(({ request }) => namesOf(request, targets)))
            if (names.some((one) => used.has(one))) await settleGroup()
            group.push({ request: step.request, answer: submit(ledger, step.request).catch(caught) })
          }
        }
        await settleGroup()
        await compare(now)
        await ledger.close()
      },
    ),
    { seed, numRuns, endOnFailure: process.env.LEDGER_SHRINK === undefined },
  )
  await pool.end()
})

async function submit(ledger: Ledger, request: Request): Promise<Operation> {
  switch (request.op) {
    case 'transfer':
      return ledger.transfer(request.input)
    case 'hold':
      return ledger.hold(request.input)
    case 'capture':
      return ledger.capture(request.input)
    case 'reverse':
      return ledger.reverse(request.input)
    case 'release':
    case 'expire':
      return ledger.release(request.input)
  }
}

async function cutConnections(name: string): Promise<void> {
  await books.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name])
}

/**
 * What an operation has to do with: itself and what it undoes, down to the first. Reversing a reversal gives back the right to reverse the original, so two
 * operations with a name in common have an order; others under way at the same time have none.
 */
function namesOf({ input }: Request, targets: Map<string, string>): string[] {
  const target = 'hold_id' in input ? input.hold_id : 'transfer_id' in input ? input.transfer_id : undefined
  if (target !== undefined) targets.set(input.id, target)
  const names: string[] = []
  for (let name: string | undefined = input.id; name !== undefined && !names.includes(name); name = targets.get(name)) {
    names.push(name)
  }
  return names
}
