import { Link } from '@tanstack/react-router'
import type { StaffSignInPending } from '@topay/contract'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isPassing } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { FormError } from './form-error.tsx'
import { SignInSteps } from './sign-in-steps.tsx'
import { forgetAway, readAway } from './single-sign-on.ts'
import { useEnterDesk } from './use-enter-desk.ts'
import styles from './session.module.css'

/** Where the identity provider sends the browser back: finishes the sign-in that this tab began. */
export const SingleSignOnPage = () => {
  const { t } = useTranslation('staff')
  const { t: tCommon } = useTranslation()
  const enter = useEnterDesk()
  const [away] = useState(readAway)
  const [callbackUrl] = useState(() => location.href)
  const [pending, setPending] = useState<StaffSignInPending>()
  const begun = useRef(false)
  const finish = useApiMutation('finishStaffSingleSignOn', {
    onSuccess: (answer) => {
      forgetAway()
      if ('staff' in answer) enter(answer.staff, away?.next)
      else setPending(answer)
    },
    onError: (error) => {
      if (!isPassing(error)) forgetAway()
    },
  })
  const run = () => {
    if (away !== null)
      finish.mutate({ params: { staff_sign_in_id: away.staff_sign_in_id }, body: { callback_url: callbackUrl } })
  }
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    // What the provider sent is used once and stays in no history.
    history.replaceState(history.state, '', location.pathname)
    run()
    // oxlint-disable-next-line react/exhaustive-deps -- once, with what the page was opened with
  }, [])
  if (pending !== undefined) {
    return (
      <SignInSteps
        pending={pending}
        onEntered={(staff) => enter(staff, away?.next)}
        onRestart={() => location.assign('/desk/sign-in')}
      />
    )
  }
  const failed = away === null || finish.isError
  return (
    <EntryFrame
      title={t(failed ? 'signIn.failed' : 'signIn.callback')}
      hint={t(failed ? 'signIn.failedHint' : 'signIn.callbackHint')}
    >
      {failed && (
        <div className={styles['fields']}>
          {finish.error !== null && <FormError error={finish.error} />}
          {finish.error !== null && isPassing(finish.error) && (
            <Button wide onClick={run}>
              {tCommon('retry')}
            </Button>
          )}
          <Link to="/sign-in" className={buttonClass({ wide: true, kind: 'primary' })}>
            {t('signIn.again')}
          </Link>
        </div>
      )}
    </EntryFrame>
  )
}
