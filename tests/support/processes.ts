import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

/** A running `topay start`. */
export interface TopayProcess {
  /** The address it printed, without a slash at the end. */
  url: string
  pid: number
  /** Everything it printed so far. */
  output(): string
  /** Ends it at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>
  /** Asks it to stop, as Ctrl-C would, and returns its exit code. */
  stop(signal?: 'SIGINT' | 'SIGTERM'): Promise<number | null>
}

/** How to start it. What is not given is as on a fresh machine: no setting is taken over from this process. */
export interface TopayOptions {
  /** Settings. HOST is loopback and PORT is 0, a free one, unless they say otherwise. */
  env: Record<string, string>
  /** The checkout to run; this one when left out. */
  root?: string
  /** Runs it as another user, when the tests run as root. */
  user?: { uid: number; gid: number }
  /** `npm start` instead of the server alone. */
  npm?: boolean
  /** How long it may take until it serves, ms. */
  patience?: number
}

/** A `topay start` that ended before it served; the message holds what it printed. */
export class EndedEarlyError extends Error {
  readonly code: number | null

  constructor(code: number | null, output: string) {
    super(`topay start ended with exit code ${code} before it served:\n${output}`)
    this.name = 'EndedEarlyError'
    this.code = code
  }
}

/** Starts Topay and waits until it prints that it serves. Throws {@link EndedEarlyError}. */
export async function startTopay(options: TopayOptions): Promise<TopayProcess> {
  const { root = checkout, patience = 120_000 } = options
  const server = [path.join(root, 'packages', 'server', 'bin', 'topay.mjs'), 'start']
  const [program, args] = options.npm ? ['npm', ['start', '--silent']] : [process.execPath, server]
  const child = spawn(program, args, {
    cwd: root,
    env: { ...inherited(), HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options.user,
  })
  let output = ''
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code))
  })
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGTERM')
      reject(new Error(`topay start did not serve within ${patience} ms:\n${output}`))
    }, patience)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => {
        output += text
        const ready = /^Topay is ready at (http\S+?)\/?$/m.exec(output)?.[1]
        if (ready === undefined) return
        clearTimeout(late)
        resolve(ready)
      })
    }
    exited.then(
      (code) => {
        clearTimeout(late)
        reject(new EndedEarlyError(code, output))
      },
      (error: unknown) => {
        clearTimeout(late)
        reject(error as Error)
      },
    )
  })
  return {
    url,
    pid: pidOf(child),
    output: () => output,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return await exited
    },
  }
}

/** Runs a `topay` command to its end. */
export async function runTopay(
  args: string[],
  options: Omit<TopayOptions, 'npm' | 'patience'>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { root = checkout } = options
  const child = spawn(process.execPath, [path.join(root, 'packages', 'server', 'bin', 'topay.mjs'), ...args], {
    cwd: root,
    env: { ...inherited(), LOG_LEVEL: 'warn', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options.user,
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8')
    child[name].on('data', (text: string) => (said[name] += text))
  }
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...said }))
  })
}

/** A TCP port on loopback that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  return await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/**
 * The environment of this process without what is a setting of Topay, and without what npm and the test runner added: the
 * rest may be needed to run at all or to reach the network.
 */
function inherited(): NodeJS.ProcessEnv {
  const ours = /^(?:TOPAY_|SMTP_|SIP_|NODE_TEST|npm_(?!config_)|npm_config_local_prefix$)/
  const names = ['DATABASE_URL', 'PORT', 'HOST', 'LOG_LEVEL', 'NODE_OPTIONS']
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name) && !names.includes(name))
  const places = (process.env.PATH ?? '').split(path.delimiter)
  const PATH = places.filter((place) => !place.endsWith(path.join('node_modules', '.bin'))).join(path.delimiter)
  return { ...Object.fromEntries(kept), PATH }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('The process has no pid.')
  return child.pid
}
