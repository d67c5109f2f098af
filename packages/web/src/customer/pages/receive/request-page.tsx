import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { MoneyRequest } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, KeyValues } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { useNow } from '#shared/ui/use-now.ts'
import { Page } from '../../layout/page.tsx'
import { Link, usePathPart } from '../../navigation.tsx'
import { readableId } from '../../parts/copy-button.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PersonHead } from '../../parts/payee-head.tsx'
import { useHelp } from '../../parts/use-help.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { Verdict } from '../payment/verdict.tsx'
import { requestState } from './request-state.ts'
import styles from './receive.module.css'

/** One request for money: to pay or decline, or to take back. */
export const RequestPage = () => {
  const { t } = useTranslation('money')
  const params = { money_request_id: usePathPart('requestId') }
  const read = useQuery({ ...apiQuery('getMoneyRequest', { params }), staleTime: 0 })
  if (read.data) return <Detail request={read.data} readAt={read.dataUpdatedAt} />
  return (
    <Page title={t('requests.detail')} back={paths.requests()}>
      <Waiting reads={[read]} title={t('requests.failedToOpen')}>
        <SkeletonRows rows={1} />
        <SkeletonRows rows={2} />
      </Waiting>
    </Page>
  )
}

const Detail = ({ request, readAt }: { request: MoneyRequest; readAt: number }) => {
  const { t } = useTranslation('money')
  const { moment, deadline } = useFormat()
  const help = useHelp()
  const [asking, setAsking] = useState(false)
  const state = requestState(request, useNow(5_000))
  const name = request.counterparty_name
  const amount = formatMoney(request.amount)
  const toMe = request.direction === 'to_me'
  const open = state.status === 'open'

  const foot = open ? (
    toMe ? (
      <div className={styles['foot']}>
        <Button onClick={() => setAsking(true)}>{t('requests.decline')}</Button>
        {request.payee_id && (
          <Link
            {...paths.sendTo(request.payee_id, { request: request.id })}
            className={buttonClass({ kind: 'primary' })}
          >
            {t('requests.pay', { amount })}
          </Link>
        )}
      </div>
    ) : (
      <Button wide onClick={() => setAsking(true)}>
        {t('requests.cancel')}
      </Button>
    )
  ) : request.transfer_id ? (
    <Link {...paths.transferDetail(request.transfer_id)} className={buttonClass({ kind: 'accent', wide: true })}>
      {t('requests.seeTransfer')}
    </Link>
  ) : undefined
  return (
    <Page title={t('requests.detail')} heading={false} back={paths.requests()} readAt={readAt} foot={foot}>
      <PersonHead
        name={name}
        title={t(toMe ? 'requests.toMe' : 'requests.fromMe', { name })}
        note={moment(request.created_at)}
        end={<Amount money={request.amount} className="t2" />}
      />
      <Verdict
        tone={state.tone === 'ok' ? 'ok' : open ? 'wait' : 'info'}
        icon={state.tone === 'ok' ? 'ok-circle' : open ? 'clock' : 'x-circle'}
        title={t(`requests.verdict.${state.verdict}`, { name, amount })}
      >
        {open && (toMe ? t('requests.textToMe') : t('requests.textFromMe', { time: deadline(request.expires_at) }))}
        {open && toMe && (
          <span style={{ display: 'block' }}>{t('requests.openUntil', { time: deadline(request.expires_at) })}</span>
        )}
      </Verdict>
      {request.note && (
        <Card padded>
          <h2 className="t6 c3" style={{ fontWeight: 400 }}>
            {t('requests.note')}
          </h2>
          <p style={{ marginTop: 4 }}>{request.note}</p>
        </Card>
      )}
      <Card padded>
        <KeyValues
          rows={[
            [t('requests.created'), moment(request.created_at)],
            request.ended_at ? [t('requests.ended'), moment(request.ended_at)] : undefined,
            [t('requests.number'), readableId(request.id)],
          ]}
        />
      </Card>
      {toMe && open && (
        <Button
          kind="plain"
          size="small"
          busy={help.busy}
          onClick={() =>
            help.open({
              topic: 'security',
              text: t('requests.reportText', { name, amount, number: readableId(request.id) }),
            })
          }
        >
          {t('requests.report')}
        </Button>
      )}
      <Sheet
        open={asking}
        onClose={() => setAsking(false)}
        title={t(toMe ? 'requests.declineTitle' : 'requests.cancelTitle')}
        kind="center"
      >
        <EndQuestion request={request} onDone={() => setAsking(false)} />
      </Sheet>
    </Page>
  )
}

const EndQuestion = ({ request, onDone }: { request: MoneyRequest; onDone: () => void }) => {
  const { t } = useTranslation('money')
  const { t: common } = useTranslation()
  const queryClient = useQueryClient()
  const toMe = request.direction === 'to_me'
  const params = { money_request_id: request.id }
  const end = useApiMutation(toMe ? 'declineMoneyRequest' : 'cancelMoneyRequest', {
    onSuccess: (ended) => {
      queryClient.setQueryData(apiQuery('getMoneyRequest', { params }).queryKey, ended)
      showToast(t(toMe ? 'requests.declined' : 'requests.cancelled'))
      onDone()
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ['listMoneyRequests'] })
      void queryClient.invalidateQueries({ queryKey: ['getMoneyRequest'] })
    },
  })
  return (
    <div className="col-y g3">
      <p className="t5 c2" style={{ margin: '8px 0 4px' }}>
        {t(toMe ? 'requests.declineText' : 'requests.cancelText', { name: request.counterparty_name })}
      </p>
      <FormError error={end.error} />
      <div className="row-x g3">
        <Button className="grow" onClick={onDone}>
          {common('cancel')}
        </Button>
        <Button className="grow" kind="danger" busy={end.isPending} onClick={() => end.mutate({ params })}>
          {t(toMe ? 'requests.decline' : 'requests.cancel')}
        </Button>
      </div>
    </div>
  )
}
