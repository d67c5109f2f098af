import { createHmac } from 'node:crypto'
import type { Config } from '../platform/index.ts'

/**
 * What Topay shows to its bank (`apiKey`) and checks the bank's callbacks with (`callbackSecret`, Standard Webhooks form). Those of a bank elsewhere are set
 * by the operator; those of the sandbox bank beside the server come from TOPAY_SECRET, so that every process knows them.
 */
export const bankSecrets = (
  config: Pick<Config, 'TOPAY_BANK_URL' | 'TOPAY_BANK_API_KEY' | 'TOPAY_BANK_CALLBACK_SECRET' | 'TOPAY_SECRET'>,
): { apiKey?: string | undefined; callbackSecret?: string | undefined } => {
  if (config.TOPAY_BANK_URL !== undefined)
    return { apiKey: config.TOPAY_BANK_API_KEY, callbackSecret: config.TOPAY_BANK_CALLBACK_SECRET }
  const derived = (label: string) => createHmac('sha256', config.TOPAY_SECRET).update(label)
  return {
    apiKey: derived('sandbox bank: api key').digest('base64url'),
    callbackSecret: `whsec_${derived('sandbox bank: callbacks').digest('base64')}`,
  }
}

/** Where the bank is to call us: over the address that customers see, or, for the sandbox bank beside us, right where we listen (`ownUrl`, once known). */
export const bankNotifyUrl = (
  config: Pick<Config, 'TOPAY_BANK_URL' | 'TOPAY_PUBLIC_URL'>,
  ownUrl: string | undefined,
): string | undefined => {
  const base = config.TOPAY_BANK_URL === undefined ? ownUrl : (config.TOPAY_PUBLIC_URL ?? ownUrl)
  return base === undefined ? undefined : new URL('/api/v1/bank/callbacks', base).href
}
