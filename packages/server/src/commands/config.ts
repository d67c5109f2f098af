import { describeConfig, loadConfig } from '../platform/index.ts'

/** `topay config`: every setting with its value, secrets masked, and what it means. */
export function config(): void {
  const rows = describeConfig(loadConfig(process.env))
  const width = Math.max(...rows.map(({ name, value }) => name.length + value.length + 1))
  for (const { name, value, description } of rows) {
    console.log(`${`${name}=${value}`.padEnd(width)}  # ${description}`)
  }
}
