import type { Customer } from '@topay/contract'
import type { Output } from '@topay/contract/web'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { useTakeIn } from '../../parts/signed-in.ts'
import { CodeForm } from './code-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { Paused } from './paused.tsx'
import { SecondStep } from './second-step.tsx'
import styles from './sign-in.module.css'

export type SignInAnswer = Output<'signIn'>
type Pending = Exclude<SignInAnswer, { customer: unknown }>
type Stage =
  | { name: 'password' | 'code' }
  | { name: 'second'; pending: Pending }
  /** `until`: when sign-in opens by itself (RFC 3339). */
  | { name: 'paused'; until: string }

/**
 * Signing in, from the first field to the signed-in customer: by password or by a code, with a second step where the
 * account or the device wants one, and with the pause after too many wrong tries.
 */
export const SignInFlow = ({ lead, onDone }: { lead: ReactNode; onDone: () => void }) => {
  const { t } = useTranslation('account')
  const takeIn = useTakeIn()
  const [stage, setStage] = useState<Stage>({ name: 'password' })
  const [note, setNote] = useState<'ended' | 'open'>()

  const finish = (customer: Customer) => {
    takeIn(customer)
    onDone()
  }
  const go = (next: Stage, said?: 'ended' | 'open') => {
    setNote(said)
    setStage(next)
  }
  const take = (answer: SignInAnswer) => {
    if ('customer' in answer) finish(answer.customer)
    else go({ name: 'second', pending: answer })
  }

  if (stage.name === 'second')
    return (
      <SecondStep
        pending={stage.pending}
        onSignedIn={finish}
        onEnded={() => go({ name: 'password' }, 'ended')}
        onBack={() => go({ name: 'password' })}
      />
    )
  if (stage.name === 'paused')
    return (
      <Paused
        until={stage.until}
        onOpen={() => go({ name: 'password' }, 'open')}
        onOther={() => go({ name: 'password' })}
      />
    )
  return (
    <>
      {lead}
      {note && (
        <output className={styles['note']} data-testid={`note-${note}`}>
          <Icon name={note === 'open' ? 'ok-circle' : 'clock'} size={18} />
          {t(note === 'open' ? 'paused.open' : 'second.ended')}
        </output>
      )}
      {stage.name === 'password' ? (
        <PasswordForm
          onAnswer={take}
          onSignedIn={finish}
          onPaused={(until) => go({ name: 'paused', until })}
          onCode={() => go({ name: 'code' })}
        />
      ) : (
        <CodeForm onAnswer={take} onPassword={() => go({ name: 'password' })} />
      )}
    </>
  )
}
