import { execFile } from 'node:child_process'
import { chown, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const checkout = fileURLToPath(new URL('../..', import.meta.url))
const NOT_SOURCES = ['.git', 'node_modules', 'artifacts', 'data']

/**
 * A copy of this checkout in a fresh temporary folder, ready to start: sources, packages and built web apps. The packages
 * are hard links where the file system allows, so a copy takes seconds. `name` is the folder's name in the path.
 */
export async function copyCheckout(name: string): Promise<{ root: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(path.join(tmpdir(), 'topay-copy-'))
  const root = path.join(parent, name)
  await mkdir(root)
  for (const entry of await readdir(checkout)) {
    if (!NOT_SOURCES.includes(entry)) {
      await cp(path.join(checkout, entry), path.join(root, entry), { recursive: true, verbatimSymlinks: true })
    }
  }
  const packages = [path.join(checkout, 'node_modules'), path.join(root, 'node_modules')]
  await run('cp', ['-al', ...packages]).catch(() => run('cp', ['-a', ...packages]))
  // The stamps of the set-up are the only files there that are ever written in place: the copy gets its own.
  const stamps = path.join('node_modules', '.cache', 'topay')
  await rm(path.join(root, stamps), { recursive: true, force: true })
  await mkdir(path.join(root, stamps), { recursive: true })
  for (const stamp of ['install', 'web']) {
    await cp(path.join(checkout, stamps, stamp), path.join(root, stamps, stamp))
  }
  return { root, remove: () => rm(parent, { recursive: true, force: true }) }
}

/** Lets another user enter a copy and make folders in it. */
export async function giveCheckout(root: string, user: { uid: number; gid: number }): Promise<void> {
  for (const folder of [path.dirname(root), root]) await chown(folder, user.uid, user.gid)
}
