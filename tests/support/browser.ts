import { execFile, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { chromium, type Browser } from 'playwright-core'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = path.join(root, 'node_modules', '.cache', 'topay')
const CHINESE_FONT = '@embedpdf/fonts-sc@1.0.0'

/** A Chromium and the environment it needs. */
export interface Chromium {
  executablePath: string
  env: Record<string, string>
  /** Where it came from, in words. */
  source: string
}

/** Starts the Chromium of this test run, headless. */
export async function launchBrowser(): Promise<Browser> {
  const found = await findChromium()
  return await chromium.launch({
    executablePath: found.executablePath,
    env: { ...definedEnvironment(), ...found.env },
    args: ['--font-render-hinting=none'],
  })
}

/**
 * Finds a Chromium, and gets one where there is none: CHROMIUM_PATH; the usual names; apt, when this is root on a Debian or
 * Ubuntu; the one that npm ships. The last two come with a Chinese font.
 */
export async function findChromium(): Promise<Chromium> {
  const handed = process.env.TOPAY_TEST_CHROMIUM
  if (handed) return JSON.parse(handed) as Chromium
  return installedChromium() ?? (await chromiumFromApt()) ?? (await chromiumFromNpm())
}

function installedChromium(): Chromium | undefined {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (!isExecutable(given)) throw new Error(`CHROMIUM_PATH is ${given}, which cannot be run.`)
    return { executablePath: given, env: {}, source: 'CHROMIUM_PATH' }
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
  const places = (process.env.PATH ?? '').split(path.delimiter)
  const candidates = [
    ...names.flatMap((name) => places.map((place) => path.join(place, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ]
  // A name alone is no browser: on Ubuntu `chromium-browser` may be a script that only asks to install a snap.
  const executablePath = candidates.find((file) => isExecutable(file) && spawnSync(file, ['--version']).status === 0)
  return executablePath === undefined ? undefined : { executablePath, env: chineseFont(), source: 'installed' }
}

async function chromiumFromApt(): Promise<Chromium | undefined> {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return undefined
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20']
  const apt = (...args: string[]) =>
    promisify(execFile)('apt-get', ['-qq', '-y', ...patience, ...args], { env, maxBuffer: 2 ** 26 })
  try {
    await apt('update')
    await apt('install', '--no-install-recommends', 'chromium', 'fonts-noto-cjk')
  } catch {
    return undefined
  }
  const installed = installedChromium()
  return installed && { ...installed, source: 'apt' }
}

/** Unpacks the Chromium of `@sparticuz/chromium` (Linux on x64), with the system libraries that a bare machine lacks. */
async function chromiumFromNpm(): Promise<Chromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found. Install Chromium or Chrome, or set CHROMIUM_PATH to one.')
  }
  const folder = path.join(cache, 'chromium')
  if (!existsSync(folder)) {
    const unfinished = `${folder}.new`
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true })
    // The package unpacks into the temporary folder, and its libraries only where it believes to be on Lambda.
    const env = { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
    const unpack = `import chromium from '@sparticuz/chromium'; await chromium.executablePath()`
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], { env, cwd: root })
    renameSync(unfinished, folder)
  }
  const executablePath = path.join(folder, 'chromium')
  const needsLibraries = spawnSync(executablePath, ['--version']).status !== 0
  const libraries = { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib') }
  return { executablePath, env: { ...(needsLibraries && libraries), ...chineseFont() }, source: 'npm' }
}

/** The environment that gives Chromium a Chinese font: empty when the system has one, else one from npm, fetched on first use. */
function chineseFont(): Record<string, string> {
  const listed = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' })
  if (process.platform !== 'linux' || (listed.status === 0 && listed.stdout.trim() !== '')) return {}
  const folder = path.join(cache, 'fonts')
  const fonts = path.join(folder, 'node_modules', '@embedpdf', 'fonts-sc', 'fonts')
  if (!existsSync(fonts)) {
    mkdirSync(folder, { recursive: true })
    const npm = [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `--prefix=${folder}`,
      CHINESE_FONT,
    ]
    const installed = spawnSync('npm', npm, { encoding: 'utf8' })
    if (installed.status !== 0) throw new Error(`A Chinese font could not be fetched from npm.\n${installed.stderr}`)
  }
  const file = path.join(folder, 'fonts.conf')
  const places = [fonts, path.join(cache, 'chromium', 'fonts'), '/usr/share/fonts']
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${places.map((place) => `  <dir>${place.replaceAll('&', '&amp;')}</dir>`).join('\n')}
  <cachedir>${path.join(folder, 'cache').replaceAll('&', '&amp;')}</cachedir>
</fontconfig>
`,
  )
  return { FONTCONFIG_FILE: file }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
