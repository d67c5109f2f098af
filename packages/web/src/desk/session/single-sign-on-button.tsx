import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { FormError } from './form-error.tsx'
import { rememberAway } from './single-sign-on.ts'

type Props = { name: string; next: string | undefined; main: boolean }

/** The way to the identity provider; the browser comes back to /desk/single-sign-on. `main`: there is no other way in. */
export const SingleSignOnButton = ({ name, next, main }: Props) => {
  const { t } = useTranslation('staff')
  const start = useApiMutation('startStaffSingleSignOn', {
    onSuccess: ({ staff_sign_in_id, authorization_url }) => {
      rememberAway({ staff_sign_in_id, next })
      location.assign(authorization_url)
    },
  })
  return (
    <>
      <Button
        wide
        icon="key"
        kind={main ? 'primary' : 'default'}
        // The page is left in a moment: a second press would begin a second sign-in.
        busy={start.isPending || start.isSuccess}
        onClick={() => start.mutate({})}
      >
        {t('signIn.with', { name })}
      </Button>
      {start.error !== null && <FormError error={start.error} />}
    </>
  )
}
