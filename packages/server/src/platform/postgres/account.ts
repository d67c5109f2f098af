import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, chown, cp, lchown, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'

import { binariesIn, type PostgresBinaries } from './binaries.ts'

/** How PostgreSQL is run: it refuses to run as root, so a server started by root has to start it as somebody else. */
export interface Account {
  /**
   * `self`: the ordinary user that started the server.
   * `namespace`: root outside, an unprivileged user in a user namespace; reaches what root owns, whatever the folder modes.
   * `system-user`: an unprivileged account of the operating system, for machines where user namespaces are switched off.
   */
  kind: 'self' | 'namespace' | 'system-user'
  /** Owner that the database files need, as the file system sees it; undefined when they are right as they are created. */
  owner: { uid: number; gid: number } | undefined
  binaries: PostgresBinaries
  /** The folder for the database files; outside the data folder only when the account cannot reach that. */
  folder: string
  /** The program and its arguments, and what `spawn` needs, to run a PostgreSQL program under this account. */
  command(program: string, args: string[]): { program: string; args: string[]; options: { uid?: number; gid?: number } }
}

interface PasswdEntry {
  name: string
  uid: number
  gid: number
}

/**
 * Chooses the account. `folder` is the wished place for the database files. `as` forces a kind, for tests.
 * Throws when root has no way to start PostgreSQL unprivileged.
 */
export async function chooseAccount(
  binaries: PostgresBinaries,
  folder: string,
  as?: 'namespace' | 'system-user',
): Promise<Account> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (process.getuid?.() !== 0) return selfAccount(binaries, folder)

  const people = await readPasswd()
  if (as !== 'system-user') {
    const home = (await holdsCluster(relocated(folder))) ? relocated(folder) : folder
    const namespace = namespaceAccount(binaries, home, people)
    if (await reaches({ ...namespace, folder })) {
      await giveTo(home, 0, 0)
      return namespace
    }
    if (as === 'namespace') throw new Error('User namespaces are not available on this machine.')
  }
  return systemUserAccount(binaries, folder, people)
}

function selfAccount(binaries: PostgresBinaries, folder: string): Account {
  const command: Account['command'] = (program, args) => ({ program, args, options: {} })
  return { kind: 'self', owner: undefined, binaries, folder, command }
}

function namespaceAccount(binaries: PostgresBinaries, folder: string, people: PasswdEntry[]): Account {
  // initdb looks its user up by number, so the number inside the namespace has to be one that has a name.
  const inside = people.find((person) => person.name === 'nobody') ?? people[0] ?? { uid: 65_534, gid: 65_534 }
  const prefix = ['--user', `--map-user=${inside.uid}`, `--map-group=${inside.gid}`]
  return {
    kind: 'namespace',
    owner: { uid: 0, gid: 0 },
    binaries,
    folder,
    command: (program, args) => ({ program: 'unshare', args: [...prefix, program, ...args], options: {} }),
  }
}

/**
 * An account of the operating system. In place when it can reach programs and data there; otherwise with a copy of the
 * programs and the database files under `/var/lib/topay`, in a folder of this data folder's own.
 */
async function systemUserAccount(binaries: PostgresBinaries, folder: string, people: PasswdEntry[]): Promise<Account> {
  const candidates = await systemUsers(folder, people)
  const elsewhere = relocated(folder)
  if (!(await holdsCluster(elsewhere))) {
    // Whoever gets the files has to pass through the data folder, which only root could enter until now.
    await chmod(path.dirname(folder), 0o711)
    for (const person of candidates) {
      const inPlace = systemUser(binaries, folder, person)
      await giveTo(folder, person.uid, person.gid)
      if (await reaches(inPlace)) return inPlace
    }
    await giveTo(folder, 0, 0)
    if (await holdsCluster(folder)) {
      await copyWhole(folder, elsewhere)
      await rm(folder, { recursive: true })
    }
  }

  const programs = binariesIn(path.join(path.dirname(elsewhere), `native-${await packageVersion(binaries)}`))
  await copyWhole(binaries.root, programs.root)
  for (const parent of [path.dirname(elsewhere), path.dirname(path.dirname(elsewhere))]) await chmod(parent, 0o755)
  await mkdir(elsewhere, { recursive: true, mode: 0o700 })
  for (const person of candidates) {
    const copied = systemUser(programs, elsewhere, person)
    await giveTo(elsewhere, person.uid, person.gid)
    if (await reaches(copied)) return copied
  }
  throw new Error(
    'PostgreSQL does not run as root, and no unprivileged way to run it was found on this machine ' +
      '(no user namespaces, no usable system account). Start Topay as an ordinary user, or set DATABASE_URL.',
  )
}

function systemUser(binaries: PostgresBinaries, folder: string, person: PasswdEntry): Account {
  const owner = { uid: person.uid, gid: person.gid }
  return {
    kind: 'system-user',
    owner,
    binaries,
    folder,
    command: (program, args) => ({ program, args, options: owner }),
  }
}

/** Accounts to try, best first: the ordinary user whose folder this is, one made for the purpose, one that every system has. */
async function systemUsers(folder: string, people: PasswdEntry[]): Promise<PasswdEntry[]> {
  const { uid } = await stat(path.dirname(path.dirname(folder)))
  const names = ['topay', 'postgres', 'nobody', 'daemon']
  const named = names.map((name) => people.find((person) => person.name === name))
  const found = [people.find((person) => person.uid === uid), ...named]
  return found.filter((person, index): person is PasswdEntry => person !== undefined && found.indexOf(person) === index)
}

/** Whether the account can run the programs and write the folder: tried for real, since modes alone do not tell. */
async function reaches(account: Account): Promise<boolean> {
  const script = 'test -w "$1" && test -x "$1" && "$2" --version'
  const shell = account.command('/bin/sh', ['-c', script, 'sh', account.folder, account.binaries.postgres])
  return await new Promise((resolve) => {
    const child = spawn(shell.program, shell.args, { ...shell.options, cwd: '/', stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

async function readPasswd(): Promise<PasswdEntry[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((person) => person.name !== '' && person.uid > 0 && person.gid > 0)
}

/** The version of the npm package, so that an update of it makes a fresh copy. */
async function packageVersion(binaries: PostgresBinaries): Promise<string> {
  const text = await readFile(path.join(path.dirname(binaries.root), 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** Where the database files go when the account cannot reach the data folder: a place of this data folder's own. */
function relocated(folder: string): string {
  return path.join('/var/lib/topay', createHash('sha256').update(folder).digest('hex').slice(0, 16), 'postgres')
}

async function holdsCluster(folder: string): Promise<boolean> {
  return (await stat(path.join(folder, 'passwords.json')).catch(() => undefined)) !== undefined
}

/** Copies a folder once; a copy that was cut short never gets the final name. */
async function copyWhole(from: string, to: string): Promise<void> {
  if (await stat(to).catch(() => undefined)) return
  const unfinished = `${to}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(path.dirname(to), { recursive: true, mode: 0o755 })
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true })
  await rename(unfinished, to)
}

/** Gives a folder and everything in it to an owner, when it is somebody else's now. */
async function giveTo(folder: string, uid: number, gid: number): Promise<void> {
  const now = await stat(folder)
  if (now.uid === uid && now.gid === gid) return
  for (const entry of await readdir(folder, { recursive: true })) await lchown(path.join(folder, entry), uid, gid)
  await chown(folder, uid, gid)
}
