// The process that is killed: posts requests without end and says what was acknowledged, a line each:
//   s <number>            about to be sent
//   a <number> <outcome>  answered: "ok" or the code of the refusal
// Arguments: address of the database, first new number, numbers to send again (comma separated).
import { writeSync } from 'node:fs'
import { Pool } from 'pg'
import { createLedger, LedgerError, type Operation } from '../src/index.ts'
import type { Request } from '../src/prepare.ts'
import { requestOf } from './requests.ts'

const [url = '', first = '0', again = ''] = process.argv.slice(2)
const CALLERS = 32

const pool = new Pool({ connectionString: url })
pool.on('error', () => undefined)
const ledger = createLedger({ pool, patience_ms: 300_000 })

function submit(request: Request): Promise<Operation> {
  switch (request.op) {
    case 'transfer':
      return ledger.transfer(request.input)
    case 'hold':
      return ledger.hold(request.input)
    case 'capture':
      return ledger.capture(request.input)
    case 'release':
    case 'expire':
      return ledger.release(request.input)
    case 'reverse':
      return ledger.reverse(request.input)
  }
}

async function send(number: number): Promise<void> {
  writeSync(1, `s ${number}\n`)
  const outcome = await submit(requestOf(number)).then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof LedgerError) return error.code
      throw error
    },
  )
  writeSync(1, `a ${number} ${outcome}\n`)
}

let next = Number(first)
await Promise.all(again.split(',').filter(Boolean).map(Number).map(send))
await Promise.all(
  Array.from({ length: CALLERS }, async () => {
    for (;;) {
      const number = next
      next += 1
      await send(number)
    }
  }),
)
