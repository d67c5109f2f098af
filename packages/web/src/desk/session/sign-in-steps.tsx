import type { Output, StaffMember, StaffSignInPending } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { CodeStep } from './code-step.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { NewPasswordStep } from './new-password-step.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import styles from './session.module.css'

type Props = {
  /** How far the sign-in has come. */
  pending: StaffSignInPending
  onEntered: (staff: StaffMember) => void
  /** Begins anew, when it took too long or was used. */
  onRestart: () => void
}

const isPending = (answer: Output<'setFirstStaffPassword'>): answer is StaffSignInPending =>
  'staff_sign_in_id' in answer

/** What follows the first step of a sign-in, whichever it was: an own password, the authenticator app, a code. */
export const SignInSteps = ({ pending: begun, onEntered, onRestart }: Props) => {
  const { t } = useTranslation('staff')
  const { clock } = useFormat()
  const [pending, setPending] = useState(begun)
  const [byRecovery, setByRecovery] = useState(false)
  const [made, setMade] = useState<{ codes: readonly string[]; staff: StaffMember }>()
  if (made !== undefined) {
    return (
      <EntryFrame title={t('codes.title')} hint={t('codes.hint')}>
        <RecoveryCodes codes={made.codes} onDone={() => onEntered(made.staff)} />
      </EntryFrame>
    )
  }
  const foot = (
    <div className={styles['foot']}>
      <span className="t6 c3">{t('signIn.stepsUntil', { time: clock(pending.expires_at) })}</span>
      <Button size="small" kind="plain" onClick={onRestart}>
        {t('signIn.again')}
      </Button>
    </div>
  )
  if (pending.step === 'new_password') {
    return (
      <EntryFrame key="new_password" title={t('first.title')} hint={t('first.hint')}>
        <NewPasswordStep
          signInId={pending.staff_sign_in_id}
          onAnswer={(answer) => (isPending(answer) ? setPending(answer) : onEntered(answer.staff))}
        />
        {foot}
      </EntryFrame>
    )
  }
  const step = pending.step === 'set_up_totp' ? 'app' : byRecovery ? 'recovery' : 'code'
  const titles = { app: 'app.title', code: 'code.title', recovery: 'code.recoveryTitle' } as const
  const hints = { app: 'app.hint', code: 'code.hint', recovery: 'code.recoveryHint' } as const
  return (
    <EntryFrame key="code" title={t(titles[step])} hint={t(hints[step])}>
      <CodeStep
        pending={pending}
        byRecovery={byRecovery}
        onByRecovery={setByRecovery}
        onAnswer={({ staff, recovery_codes: codes }) =>
          codes === undefined ? onEntered(staff) : setMade({ codes, staff })
        }
      />
      {foot}
    </EntryFrame>
  )
}
