// What `npm start` and `npm test` need before anything of Topay can run: the packages, the pinned Node, the web apps.
// Plain JavaScript for Node 18 and newer, with no package imported: it runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

const NODE_MAJOR = 24
const stamps = path.join(root, 'node_modules', '.cache', 'topay')
const webDist = path.join(root, 'packages', 'web', 'dist')

/** Says one line, Chinese first. */
function say(zh, en) {
  process.stdout.write(`${zh}  ${en}\n`)
}

/**
 * Installs the npm packages when package-lock.json or a package.json changed since the last time.
 * `npm install`, not `npm ci`: the lock file lists optional packages of other platforms, which a registry may lack.
 */
export async function ensureInstalled() {
  const wanted = manifestHash()
  if (readStamp('install') === wanted && existsSync(path.join(root, 'node_modules', 'node'))) return
  say('正在安装依赖，首次约一分钟……', 'Installing the packages; the first time takes about a minute ...')
  const started = Date.now()
  const [program, ...npm] = npmCommand()
  await run(program, [...npm, 'install', '--no-audit', '--no-fund', '--loglevel=error'])
  await ensurePinnedNode()
  writeStamp('install', manifestHash())
  say('依赖已就绪。', `The packages are there (${seconds(started)} s).`)
}

/** The path of the Node that Topay runs on. Throws when there is none for this machine. */
function pinnedNode() {
  const pinned = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(pinned)) return pinned
  if (Number.parseInt(process.versions.node, 10) === NODE_MAJOR) return process.execPath
  throw new Error(
    `Topay 需要 Node ${NODE_MAJOR}。 Topay runs on Node ${NODE_MAJOR}, and npm has none for ${process.platform} ${process.arch}; ` +
      `install Node ${NODE_MAJOR} and run this again (this is ${process.version}).`,
  )
}

/** The npm package `node` fetches its program in an install script; where npm runs none, the script is run here. */
async function ensurePinnedNode() {
  const folder = path.join(root, 'node_modules', 'node')
  if (existsSync(path.join(folder, 'bin')) || !existsSync(folder)) return
  await run(process.execPath, ['installArchSpecificPackage.js'], folder).catch(() => undefined)
}

/**
 * Builds the web apps when their sources changed, by content. The new build replaces the old in one step, so that a
 * server that runs meanwhile goes on serving whole pages.
 */
export async function ensureWebBuilt() {
  const wanted = hash([...filesIn('packages/web'), ...filesIn('packages/contract'), 'package-lock.json'])
  if (readStamp('web') === wanted && existsSync(path.join(webDist, 'index.html'))) return
  say('正在构建网页应用……', 'Building the web apps ...')
  const started = Date.now()
  const unfinished = path.join(stamps, `web-${process.pid}`)
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  await run(pinnedNode(), [
    vite,
    'build',
    'packages/web',
    '--outDir',
    unfinished,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ])
  rmSync(webDist, { recursive: true, force: true })
  renameSync(unfinished, webDist)
  writeStamp('web', wanted)
  say('网页应用已就绪。', `The web apps are built (${seconds(started)} s).`)
}

/** Runs a script on the pinned Node in place of this process: signals go through, and so does its exit code. */
export function handOver(script, args, env = {}) {
  const child = spawn(pinnedNode(), [path.join(root, script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => fail(error))
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}

/** Ends with a message in words instead of a stack. */
export function fail(error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

/** The npm that runs this script, so that a second one on the machine is not mixed in. */
function npmCommand() {
  const running = process.env.npm_execpath
  if (running && /npm-cli\.c?js$/.test(running)) return [process.execPath, running]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

/** Runs a program; its output is shown when it fails. */
async function run(program, args, cwd = root) {
  await new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: program.endsWith('.cmd') })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text) => (output += text))
    }
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${output.trim()}\n\n失败。 Failed (exit code ${code}): ${program} ${args.join(' ')}`))
    })
  })
}

function manifestHash() {
  const workspaces = readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}/package.json`)
  return hash(['package-lock.json', 'package.json', ...workspaces])
}

function hash(files) {
  const sum = createHash('sha256')
  const present = files.filter((name) => existsSync(path.join(root, name)))
  present.sort()
  for (const file of present) {
    const content = readFileSync(path.join(root, file))
    sum.update(`${file}\0${content.length}\0`).update(content)
  }
  return sum.digest('hex')
}

/** The files below a folder, without what is made from others and without tests. */
function filesIn(folder) {
  const files = []
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory() && !['node_modules', 'dist'].includes(entry.name)) files.push(...filesIn(name))
    else if (entry.isFile() && !/\.test\.tsx?$|\.md$/.test(entry.name)) files.push(name)
  }
  return files
}

function readStamp(name) {
  const file = path.join(stamps, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(path.join(stamps, name), value)
}

function seconds(started) {
  return Math.round((Date.now() - started) / 1000)
}
