import type { Customer } from '@topay/contract'
import { useEffect, useRef, useState } from 'react'
import { client } from '#shared/api/client.ts'
import { giveUpPasskey, offersPasskeys, signWithPasskey } from '../../parts/passkey.ts'

/** The options run out; a little earlier, but not more often than this, the browser is handed new ones. In ms. */
const BEFORE_END = 10_000
const AT_LEAST = 60_000

const confirm = (sign_in_id: string, passkey: Record<string, unknown>) =>
  client('confirmPasskeySignIn', { params: { sign_in_id }, body: { passkey } })

/**
 * Signing in with a passkey alone: by `ask`, or by picking one in the list that the browser opens under the first field,
 * which waits quietly while the form is shown.
 */
export const usePasskeySignIn = (onSignedIn: (customer: Customer) => void) => {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  const [round, setRound] = useState(0)
  const latest = useRef(onSignedIn)
  useEffect(() => {
    latest.current = onSignedIn
  })

  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = async (): Promise<void> => {
      if (!(await offersPasskeys()) || over) return
      const started = await client('startPasskeySignIn', {})
      if (over) return
      const left = Date.parse(started.expires_at) - Date.now() - BEFORE_END
      timer = setTimeout(begin, Math.max(AT_LEAST, left))
      const passkey = await signWithPasskey(started.options, { quiet: true })
      if (!passkey || over) return
      clearTimeout(timer)
      setState({ busy: true, error: null })
      const { customer } = await confirm(started.sign_in_id, passkey)
      latest.current(customer)
    }
    // Nobody asked for it: where it does not work, the form is there as ever.
    const begin = () => void wait().catch(() => setState({ busy: false, error: null }))
    begin()
    return () => {
      over = true
      clearTimeout(timer)
      void giveUpPasskey()
    }
    // A question that was asked aloud ends the quiet one: `round` starts it again.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [round])

  const ask = async () => {
    setState({ busy: true, error: null })
    try {
      const { sign_in_id, options } = await client('startPasskeySignIn', {})
      const passkey = await signWithPasskey(options)
      if (passkey) {
        const { customer } = await confirm(sign_in_id, passkey)
        latest.current(customer)
        return
      }
      setState({ busy: false, error: null })
    } catch (error) {
      setState({ busy: false, error })
    }
    setRound((count) => count + 1)
  }
  return { ...state, ask: () => void ask() }
}
