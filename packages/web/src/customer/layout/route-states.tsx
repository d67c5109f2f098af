import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { buttonClass } from '#shared/ui/button-class.ts'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Link } from '../navigation.tsx'
import { paths } from '../paths.ts'
import { LoadError } from '../parts/load-error.tsx'
import { Page } from './page.tsx'

/** While the code of a page, or who is signed in, is being fetched. */
export const OpeningPage = () => {
  const { t } = useTranslation()
  return (
    <Page title={t('loading')} heading={false}>
      <SkeletonRows rows={2} />
      <SkeletonRows rows={4} />
    </Page>
  )
}

/** A page could not be opened at all. */
export const RouteError = ({ error, reset }: ErrorComponentProps) => {
  const { t } = useTranslation()
  const router = useRouter()
  return (
    <Page title={t('error.page')} heading={false}>
      <LoadError
        title={t('error.page')}
        error={error}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </Page>
  )
}

/** An address that leads nowhere. */
export const MissingPage = () => {
  const { t } = useTranslation()
  return (
    <Page title={t('error.notFound')} heading={false}>
      <EmptyState
        title={t('error.notFound')}
        hint={t('error.notFoundHint')}
        action={
          <Link {...paths.home()} className={buttonClass({ kind: 'accent', size: 'small' })}>
            {t('error.home')}
          </Link>
        }
      />
    </Page>
  )
}
