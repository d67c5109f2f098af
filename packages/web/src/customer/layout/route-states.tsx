import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { isPassing } from '#shared/api/explain-error.ts'
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

/** How often a page that failed for a passing reason is tried again, in ms. */
const AGAIN = 4_000

/** A page could not be opened at all. When the reason may pass it is tried again by itself. */
export const RouteError = ({ error, reset }: ErrorComponentProps) => {
  const { t } = useTranslation()
  const router = useRouter()
  const again = useRef(() => {})
  useEffect(() => {
    again.current = () => {
      reset()
      void router.invalidate()
    }
  })
  const passing = isPassing(error)
  useEffect(() => {
    if (!passing) return
    const retry = () => again.current()
    const timer = setInterval(retry, AGAIN)
    addEventListener('online', retry)
    return () => {
      clearInterval(timer)
      removeEventListener('online', retry)
    }
  }, [passing])
  return (
    <Page title={t('error.page')}>
      <LoadError title={t('error.page')} error={error} onRetry={() => again.current()} />
    </Page>
  )
}

/** An address that leads nowhere. */
export const MissingPage = () => {
  const { t } = useTranslation()
  return (
    <Page title={t('error.notFound')}>
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
