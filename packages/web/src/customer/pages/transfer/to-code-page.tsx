import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#shared/api/client.ts'
import { errorCode } from '#shared/api/explain-error.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, useAddressSearch, useGo, usePathPart } from '../../navigation.tsx'
import { rememberPayee } from '../../parts/known-payees.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'

/** What somebody's receive code leads to: the transfer to them, with the amount that the code asks for. */
export const ToCodePage = () => {
  const { t } = useTranslation('money')
  const code = usePathPart('code')
  const { amount } = useAddressSearch<{ amount: number }>()
  const go = useGo()
  const found = useQuery({
    queryKey: ['findPayee', code],
    queryFn: () => client('findPayee', { body: { code } }),
    // Finding somebody counts against a limit: once is enough.
    staleTime: Infinity,
    retry: false,
  })
  const payee = found.data
  useEffect(() => {
    if (!payee) return
    rememberPayee(payee)
    go(paths.sendTo(payee.id, amount ? { amount } : {}), { replace: true })
  }, [payee, amount, go])

  const why = errorCode(found.error)
  const gone = why === 'PAYEE_NOT_FOUND' || why === 'INPUT_INVALID'
  const mine = why === 'PAYEE_IS_YOU'
  return (
    <Page title={t('toCode.title')}>
      {gone || mine ? (
        <Card>
          <EmptyState
            title={t(mine ? 'toCode.mine' : 'toCode.gone')}
            hint={t(mine ? 'toCode.mineHint' : 'toCode.goneHint')}
            action={
              <Link
                {...(mine ? paths.receive() : paths.scan())}
                replace
                className={buttonClass({ kind: 'accent', size: 'small' })}
              >
                {t(mine ? 'toCode.mineAction' : 'scan.again')}
              </Link>
            }
          />
        </Card>
      ) : (
        <Waiting reads={[found]} title={t('toCode.failedToOpen')}>
          <SkeletonRows rows={1} />
          <SkeletonRows rows={2} />
        </Waiting>
      )}
    </Page>
  )
}
