#!/usr/bin/env node
// The `topay` command. Plain JavaScript, so that a wrong Node gets words instead of a syntax error.
import { fileURLToPath } from 'node:url'

const NEEDED = 24

if (Number.parseInt(process.versions.node, 10) === NEEDED) {
  // What Node made of the sources is kept for the next start, ours and that of the processes beside us.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL('../../../node_modules/.cache/topay/compiled', import.meta.url),
  )
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(process.env.NODE_COMPILE_CACHE)
  await import('../src/cli.ts')
} else {
  console.error(
    `Topay 需要 Node ${NEEDED}，当前是 ${process.version}。请用 npm start，或用 npx topay。\n` +
      `Topay runs on Node ${NEEDED}; this is ${process.version}. Use "npm start" or "npx topay", which bring the right one.`,
  )
  process.exitCode = 1
}
