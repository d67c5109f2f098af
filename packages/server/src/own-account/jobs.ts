import type { Jobs } from '../platform/index.ts'
import { deleteOldExports, PREPARE, prepareExport } from './data-export.ts'
import type { OwnAccountDeps } from './deps.ts'
import { forgetClosed } from './queries.ts'

const TIDY = 'own-account:tidy'

/** Once an hour: files whose time is over, and what is kept of closed accounts. */
export const ownAccountCrontab = `25 * * * * ${TIDY}`

export const ownAccountJobs = (deps: OwnAccountDeps): Jobs => ({
  [PREPARE]: ({ data_export_id }) => prepareExport(deps, String(data_export_id)),
  [TIDY]: async () => {
    await deleteOldExports(deps)
    await forgetClosed(deps.db)
  },
})
