import { appendFile, readFile } from 'node:fs/promises'

import { seal, verify, type Seal } from '@topay/ledger'
import { Client } from 'pg'
import { z } from 'zod'

import { createLog, keepSeal, loadConfig, readKeptSeal } from '../platform/index.ts'
import { openDatabaseServer } from './database.ts'
import { describeProblem } from './ledger-words.ts'

const say = (zh: string, en: string): void => console.log(`${zh}  ${en}`)

/**
 * `topay ledger verify`: proves that no row of the books was changed or removed, that every balance is the sum of its
 * entries, and that all books sum to zero. Exit code 1 and one line for each row found when they do not.
 * @param options `seals` a file that `topay ledger seal --file` wrote: the books must still contain every seal in it
 */
export const ledgerVerify = (options: { seals?: string }): Promise<void> =>
  withConnection(async (client) => {
    const kept = await readKeptSeal(client)
    const published = [...(kept ? [kept] : []), ...(options.seals === undefined ? [] : await readSeals(options.seals))]
    const ok = await reportVerification(client, published)
    if (!ok) process.exitCode = 1
  })

/** Verifies over `client` and prints what was found. Answers whether the books are whole. */
export async function reportVerification(client: Client, published: readonly Seal[]): Promise<boolean> {
  const found = await verify(client, published, (entries) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${entries} …`)
  })
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  const counts = `${found.accounts} accounts, ${found.transfers} transfers, ${found.entries} entries`
  const zhCounts = `${found.accounts} 个账户、${found.transfers} 笔转账、${found.entries} 条分录`
  if (found.ok) {
    say(
      `账本完整：${zhCounts}；哈希链相连，余额等于分录之和，各币种合计为零，编号唯一，${published.length} 份封存相符。`,
      `The books are whole: ${counts}; the hash chain holds, every balance is the sum of its entries, every currency sums to zero, every id is there once, ${published.length} seals match.`,
    )
    return true
  }
  say(
    `账本被改动或损坏：${zhCounts}，发现 ${found.problems.length} 处问题。`,
    `The books were changed or are damaged: ${counts}, ${found.problems.length} problems found.`,
  )
  for (const problem of found.problems) console.log(describeProblem(problem))
  return false
}

/**
 * `topay ledger seal`: writes down the newest entry of every account and prints the digest over all of them. Kept
 * elsewhere, it shows later that nothing was taken away.
 * @param options `file` to which the seal is appended, a JSON object a line
 */
export const ledgerSeal = (options: { file?: string }): Promise<void> =>
  withConnection(async (client) => {
    const made = await seal(client)
    await keepSeal(client, made)
    if (options.file !== undefined) await appendFile(options.file, `${JSON.stringify(made)}\n`)
    say(`第 ${made.no} 份封存的摘要`, `Digest of seal ${made.no}`)
    console.log(made.digest)
  })

const SealLine = z.object({ no: z.int().positive(), digest: z.string().regex(/^[0-9a-f]{64}$/) })

async function readSeals(file: string): Promise<Seal[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line, index) => {
    try {
      return SealLine.parse(JSON.parse(line))
    } catch {
      throw new Error(`line ${index + 1} of ${file} is not a seal as "topay ledger seal --file" writes them`)
    }
  })
}

/** A connection of its own, because reading all the books takes longer than a statement of the server may. */
async function withConnection(work: (client: Client) => Promise<void>): Promise<void> {
  const config = loadConfig(process.env)
  const server = await openDatabaseServer(config, createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY }))
  try {
    const client = new Client({ connectionString: server.url, application_name: 'topay ledger' })
    await client.connect()
    try {
      await work(client)
    } finally {
      await client.end()
    }
  } finally {
    await server.stop()
  }
}
