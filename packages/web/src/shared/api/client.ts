import { createClient } from '@topay/contract/web'
import type { Input, Output, OperationId } from '@topay/contract'

/** The typed client of both apps: the session is the browser's cookie, errors come in the language of the page. */
export const client = createClient({ locale: () => document.documentElement.lang || 'zh-CN' })

export type { Input, Output, OperationId }
