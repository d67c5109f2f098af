import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { DataExport } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download } from '#shared/api/download.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import styles from './security.module.css'

/** While a file is being made, how often it is asked for, in ms. */
const ASK_EVERY = 3_000

/** Everything Topay keeps about the customer, as a file; and the way to closing the account. */
export const DataPage = () => {
  const { t } = useTranslation('security')
  const queryClient = useQueryClient()
  const read = useQuery({
    ...apiQuery('listDataExports', {}),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.items.some((one) => one.status === 'preparing') ? ASK_EVERY : false),
  })
  const [password, setPassword] = useState('')
  const ask = useGuarded('exportMyData', {
    onSuccess: () => {
      setPassword('')
      void queryClient.invalidateQueries({ queryKey: ['listDataExports'] })
    },
  })
  const preparing = read.data?.items.some((one) => one.status === 'preparing') ?? false
  return (
    <Page title={t('own.title')} back={paths.security()}>
      <Card padded>
        <h2 className="t4 strong">{t('own.export')}</h2>
        <p className="t6 c2" style={{ margin: '4px 0 14px' }}>
          {t('own.exportHint')}
        </p>
        <form
          className={styles['form']}
          onSubmit={(event) => {
            event.preventDefault()
            ask.run({ body: { password } }, { operation: 'export_data' })
          }}
        >
          <PasswordField isNew={false} value={password} onChange={setPassword} />
          <FormError error={ask.error} />
          <Button kind="primary" wide type="submit" busy={ask.busy} disabled={password === '' || preparing}>
            {t(preparing ? 'own.status.preparing' : 'own.ask')}
          </Button>
        </form>
      </Card>
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={1} />
      </Waiting>
      {read.data && read.data.items.length > 0 && (
        <Card>
          {read.data.items.map((one) => (
            <ExportRow key={one.id} file={one} />
          ))}
        </Card>
      )}
      <Card>
        <Link {...paths.closeAccount()} className={rows['row']}>
          <Tile icon="x-circle" />
          <span className="grow">
            <span style={{ display: 'block' }}>{t('own.close')}</span>
            <span className="t6 c3">{t('own.closeHint')}</span>
          </span>
          <span className="c3">
            <Icon name="right" size={18} />
          </span>
        </Link>
      </Card>
      {ask.sheet}
    </Page>
  )
}

const ExportRow = ({ file }: { file: DataExport }) => {
  const { t } = useTranslation('security')
  const { moment, deadline } = useFormat()
  const [failed, setFailed] = useState<unknown>(null)
  return (
    <div className={rows['row']} data-testid="data-export">
      <Tile icon="file" tone={file.status === 'ready' ? 'ok' : 'neutral'} />
      <div className="grow">
        <output>{t(`own.status.${file.status}`)}</output>
        <div className="t6 c3">
          {file.status === 'ready' && file.expires_at
            ? t('own.until', { time: deadline(file.expires_at) })
            : moment(file.requested_at)}
        </div>
        <FormError error={failed} />
      </div>
      {file.status === 'ready' && (
        <Button
          size="small"
          kind="accent"
          onClick={() => {
            setFailed(null)
            download('downloadDataExport', { params: { data_export_id: file.id } }).catch(setFailed)
          }}
        >
          {t('own.download')}
        </Button>
      )}
    </div>
  )
}
