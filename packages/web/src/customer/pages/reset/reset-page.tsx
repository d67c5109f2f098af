import { useQueryClient } from '@tanstack/react-query'
import type { OutboundHold } from '@topay/contract'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#shared/api/client.ts'
import { errorCode } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { GuestBar } from '../../layout/guest-bar.tsx'
import { Page } from '../../layout/page.tsx'
import { endLive } from '../../live/live-store.ts'
import { Link, useGo } from '../../navigation.tsx'
import { FactorForm, type Proof } from '../../parts/factor-form/factor-form.tsx'
import { LoadError } from '../../parts/load-error.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import { useTypedIdentifier } from '../../parts/use-typed-identifier.ts'
import { paths } from '../../paths.ts'
import { AddressStep } from './address-step.tsx'
import { CodeStep } from './code-step.tsx'
import { DoneStep } from './done-step.tsx'
import { PasswordStep } from './password-step.tsx'
import { resetLink } from './reset-link.ts'
import type { Checked, SentReset } from './reset-steps.ts'
import styles from '../sign-in/sign-in.module.css'

type Stage =
  | { name: 'address' | 'opening' | 'dead' }
  /** `sent` is missing when the page was opened from a message with a link but no code in it. */
  | { name: 'code'; reset_id: string; sent?: SentReset }
  | { name: 'password'; reset_id: string; code: string; checked: Checked }
  | { name: 'factor'; reset_id: string; code: string; checked: Checked; password: string }
  | { name: 'done'; hold: OutboundHold }

/**
 * The forgotten password: an address, the code that went there (or the link of the e-mail), a new password and, where the
 * account has one, its second factor. The factor comes last: the digits of an authenticator app last half a minute.
 */
export const ResetPage = () => {
  const { t } = useTranslation('account')
  const go = useGo()
  const queryClient = useQueryClient()
  const [link] = useState(() => resetLink(location))
  const [identifier, setIdentifier] = useTypedIdentifier()
  const [stage, setStage] = useState<Stage>(() =>
    !link ? { name: 'address' } : link.code === null ? { name: 'code', reset_id: link.id } : { name: 'opening' },
  )

  const start = useApiMutation('startPasswordReset', {
    onSuccess: (sent) => setStage({ name: 'code', reset_id: sent.password_reset_id, sent }),
  })
  const check = useApiMutation('checkPasswordResetCode', {
    onSuccess: (checked, { params, body }) =>
      setStage({ name: 'password', reset_id: params.password_reset_id, code: body.code, checked }),
    onError: (error) => {
      if (stage.name === 'opening' && errorCode(error) !== null) setStage({ name: 'dead' })
    },
  })
  const save = useApiMutation('confirmPasswordReset', {
    onSuccess: ({ outbound_hold }) => {
      // Every session is over, also one of this browser.
      endLive()
      queryClient.clear()
      setStage({ name: 'done', hold: outbound_hold })
    },
    onError: (error) => {
      const code = errorCode(error)
      if (stage.name === 'factor' && code === 'PASSWORD_WEAK') setStage({ ...stage, name: 'password' })
      if (code === 'FACTOR_NEEDED' && stage.name === 'password') {
        check.mutate({ params: { password_reset_id: stage.reset_id }, body: { code: stage.code } })
      }
    },
  })
  const open = () => {
    if (link && link.code !== null) check.mutate({ params: { password_reset_id: link.id }, body: { code: link.code } })
  }
  const first = useRef(open)
  const begun = useRef(false)
  useEffect(() => {
    // Once, also under StrictMode: a try of the code is counted. The code leaves the address, and so the history.
    if (begun.current) return
    begun.current = true
    if (location.hash) history.replaceState(history.state, '', location.pathname)
    first.current()
  }, [])

  const ask = () => {
    check.reset()
    save.reset()
    start.mutate({ body: { identifier } })
  }
  const confirm = (password: string, proof?: Proof) => {
    if (stage.name !== 'password' && stage.name !== 'factor') return
    save.mutate({
      params: { password_reset_id: stage.reset_id },
      body: { code: stage.code, password, ...(proof && { proof }) },
    })
  }
  const restart = () => {
    check.reset()
    save.reset()
    start.reset()
    setStage({ name: 'address' })
  }
  const steps = stage.name === 'factor' || (stage.name === 'password' && stage.checked.methods.length > 0) ? 4 : 3
  // A code that has run out while the password was thought of: nothing else helps than another one.
  const isOver = errorCode(save.error) === 'CODE_WRONG'

  return (
    <Page title={t('reset.title')} head={<GuestBar />}>
      {stage.name === 'opening' &&
        (check.error ? (
          <LoadError title={t('reset.linkFailed')} error={check.error} onRetry={open} />
        ) : (
          <>
            <StepLead title={t('reset.opening')} />
            <SkeletonRows rows={2} />
          </>
        ))}
      {stage.name === 'dead' && (
        <>
          <StepLead title={t('reset.deadTitle')} hint={t('reset.deadHint')} />
          <Button kind="primary" wide onClick={restart}>
            {t('reset.again')}
          </Button>
        </>
      )}
      {stage.name === 'address' && (
        <AddressStep
          identifier={identifier}
          onChange={setIdentifier}
          busy={start.isPending}
          error={start.error}
          onNext={ask}
        />
      )}
      {stage.name === 'code' && (
        <CodeStep
          identifier={identifier}
          sent={stage.sent}
          resending={start.isPending}
          busy={check.isPending}
          error={check.error ?? start.error}
          onCode={(code) => check.mutate({ params: { password_reset_id: stage.reset_id }, body: { code } })}
          onResend={stage.sent ? ask : restart}
          onChangeAddress={restart}
        />
      )}
      {stage.name === 'password' && (
        <PasswordStep
          steps={steps}
          identifier={identifier}
          busy={save.isPending}
          error={save.error}
          hasMore={stage.checked.methods.length > 0}
          onNext={(password) => {
            save.reset()
            if (stage.checked.methods.length > 0) setStage({ ...stage, name: 'factor', password })
            else confirm(password)
          }}
        />
      )}
      {stage.name === 'factor' && (
        <>
          <StepLead at={4} of={4} title={t('reset.factorTitle')} hint={t('reset.factorHint')} />
          <FactorForm
            methods={stage.checked.methods}
            submit={t('reset.save')}
            busy={save.isPending}
            error={save.error}
            passkeyOptions={async () => {
              // What a passkey signs counts once, so every try asks for it anew.
              const params = { password_reset_id: stage.reset_id }
              return (
                (await client('checkPasswordResetCode', { params, body: { code: stage.code } })).passkey_options ?? {}
              )
            }}
            onProof={(proof) => confirm(stage.password, proof)}
          />
          <div className={styles['links']}>
            <Link {...paths.recovery('lost_factors')}>{t('second.noneWorks')}</Link>
          </div>
        </>
      )}
      {isOver && (
        <Button wide icon="refresh" onClick={restart}>
          {t('reset.again')}
        </Button>
      )}
      {stage.name === 'done' && <DoneStep hold={stage.hold} onSignIn={() => go(paths.signIn(), { replace: true })} />}
    </Page>
  )
}
