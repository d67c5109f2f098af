import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

type Json = Record<string, unknown>

// Fetched when it is needed: most people sign in without it.
const library = () => import('@simplewebauthn/browser')

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = (): boolean => typeof globalThis.PublicKeyCredential === 'function'

/** Whether the browser offers passkeys in the list under the field of a name. */
export const offersPasskeys = async (): Promise<boolean> =>
  knowsPasskeys() && (await library()).browserSupportsWebAuthnAutofill()

/**
 * Has a passkey sign the options that the server made. `quiet`: only when one is picked in the list under the field.
 * Null when the person closed the question, or it was given up: that is a choice and no error.
 */
export const signWithPasskey = async (options: Json, how: { quiet?: boolean } = {}): Promise<Json | null> => {
  const { startAuthentication } = await library()
  try {
    const signed = await startAuthentication({
      // The server's library made it; its types are not repeated in the contract.
      optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON,
      useBrowserAutofill: how.quiet ?? false,
    })
    return { ...signed }
  } catch (error) {
    if (isGivenUp(error)) return null
    throw error
  }
}

/** Has the browser make a passkey by the options of the server. Null when the person closed the question. */
export const createPasskey = async (options: Json): Promise<Json | null> => {
  const { startRegistration } = await library()
  try {
    const made = await startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON })
    return { ...made }
  } catch (error) {
    if (isGivenUp(error)) return null
    throw error
  }
}

/** Ends a question to the passkey that is open. */
export const giveUpPasskey = async (): Promise<void> => {
  if (!knowsPasskeys()) return
  const { WebAuthnAbortService } = await library()
  WebAuthnAbortService.cancelCeremony()
}

const isGivenUp = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError')
