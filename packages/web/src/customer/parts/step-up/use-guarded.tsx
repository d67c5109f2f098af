import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode, isPassing } from '#shared/api/explain-error.ts'
import type { Input, Output } from '#shared/api/client.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Sheet } from '#shared/ui/sheet.tsx'
import { StepUp, type Confirms, type Verification } from './step-up.tsx'

/** Changes of the account that want a second factor. */
type Guarded =
  | 'changePassword'
  | 'resetPaymentPassword'
  | 'startAddContact'
  | 'removeContact'
  | 'setPhrase'
  | 'disableTotp'
  | 'renewRecoveryCodes'
  | 'setCodeFactor'
  | 'startPasskey'
  | 'removePasskey'
  | 'unfreezeAccount'
  | 'exportMyData'
  | 'closeMyAccount'

type Asked<Id extends Guarded> = { input: Input<Id>; confirms: Confirms }

/**
 * A change of the account that is sent, and, where the server wants to know once more who asks, sent again with a second
 * factor: `run(input, confirms)`, and `sheet` to be put on the page. `error` is what the form itself has to say.
 */
export const useGuarded = <Id extends Guarded>(
  operation: Id,
  { onSuccess, onError }: { onSuccess: (output: Output<Id>) => void; onError?: (error: unknown) => void },
): {
  run: (input: Input<Id>, confirms: Confirms) => void
  busy: boolean
  error: unknown
  reset: () => void
  sheet: ReactNode
} => {
  const { t } = useTranslation('stepUp')
  const [asked, setAsked] = useState<Asked<Id>>()
  const [open, setOpen] = useState(false)
  const act = useApiMutation(operation, {
    onSuccess: (output) => {
      setOpen(false)
      onSuccess(output)
    },
    onError: (error) => {
      const code = errorCode(error)
      if (code === 'FACTOR_NEEDED') return setOpen(true)
      if (code === 'CODE_WRONG' || isPassing(error)) return
      setOpen(false)
      onError?.(error)
    },
  })
  const code = errorCode(act.error)
  const verify = (verification: Verification) => {
    if (!asked) return
    const body = 'body' in asked.input && typeof asked.input.body === 'object' ? asked.input.body : {}
    act.mutate({ ...asked.input, body: { ...body, verification } })
  }
  return {
    run: (input, confirms) => {
      setAsked({ input, confirms })
      act.mutate(input)
    },
    busy: act.isPending,
    error: open || code === 'FACTOR_NEEDED' ? null : act.error,
    reset: act.reset,
    sheet: (
      <Sheet
        open={open}
        onClose={() => {
          setOpen(false)
          act.reset()
        }}
        title={t('title')}
      >
        {asked && (
          <StepUp
            confirms={asked.confirms}
            submit={t('submit')}
            busy={act.isPending}
            error={code === 'FACTOR_NEEDED' ? null : act.error}
            onVerification={verify}
          />
        )}
      </Sheet>
    ),
  }
}
