import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#shared/api/client.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { initialOf } from '#shared/format/initial.ts'
import { readablePhone } from '#shared/format/phone.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { languageNames, languages } from '#shared/i18n/language.ts'
import { setLanguage } from '#shared/i18n/start-i18n.ts'
import { chooseTheme } from '#shared/look/theme.ts'
import { useThemeChoice } from '#shared/look/use-theme.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page, TopBar } from '../../layout/page.tsx'
import { TabBar } from '../../layout/tab-bar.tsx'
import { Link, type Target } from '../../navigation.tsx'
import { Choice } from '../../parts/choice.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { Section } from '../../parts/section.tsx'
import { useMe } from '../../parts/use-me.ts'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import styles from './account.module.css'

const SettingLink = ({
  icon,
  label,
  value,
  target,
}: {
  icon: IconName
  label: string
  value?: string
  target: Target
}) => (
  <Link {...target} className={rows['row']}>
    <Tile icon={icon} />
    <span className="grow">{label}</span>
    {value && <span className="t6 c3">{value}</span>}
    <span className="c3">
      <Icon name="right" size={18} />
    </span>
  </Link>
)

export const MePage = () => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const { language, month } = useFormat()
  const me = useMe()
  const theme = useThemeChoice()
  const queryClient = useQueryClient()
  const { data: wallet } = useQuery(apiQuery('getWallet', {}))
  const [sheet, setSheet] = useState<'name' | 'signOut' | null>(null)

  const changeLanguage = async (next: (typeof languages)[number]) => {
    await setLanguage(next)
    const changed = await client('updateMe', { body: { locale: next } }).catch(() => undefined)
    if (changed) queryClient.setQueryData(apiQuery('getMe', {}).queryKey, changed)
  }

  return (
    <Page
      title={t('me.title')}
      head={
        <TopBar>
          <h1 className="t2">{t('me.title')}</h1>
        </TopBar>
      }
      tabs={<TabBar />}
    >
      <Card className={styles['profile']}>
        <span className={styles['portrait']} aria-hidden="true">
          {initialOf(me.name)}
        </span>
        <div className="grow">
          <div className="t3 ellipsis">{me.name}</div>
          {me.phone && <div className="t6 c3 ellipsis">{readablePhone(me.phone)}</div>}
          {me.email && <div className="t6 c3 ellipsis">{me.email}</div>}
          <div className="t7 c3">{t('me.since', { month: month(me.created_at) })}</div>
        </div>
        <Button size="small" onClick={() => setSheet('name')}>
          {t('me.editName')}
        </Button>
      </Card>

      <Section title={t('me.money')} />
      <Card>
        <SettingLink
          icon="card"
          label={t('me.cards')}
          value={wallet && t('me.cardsCount', { count: wallet.cards.length })}
          target={paths.cards()}
        />
        <SettingLink
          icon="lock"
          label={t('me.payPassword')}
          value={t(`me.payPasswordState.${me.payment_password}`)}
          target={paths.payPassword()}
        />
        <SettingLink icon="chart" label={t('home.limits')} target={paths.limits()} />
      </Card>

      <Section title={t('me.safety')} />
      <Card>
        <SettingLink icon="shield-ok" label={t('me.security')} target={paths.security()} />
        <SettingLink
          icon="user"
          label={t('me.verification')}
          value={t(`me.class.${me.verification_class}` as 'me.class.1')}
          target={paths.verification()}
        />
      </Card>

      <Section title={t('me.prefs')} />
      <Card>
        <div className={styles['setting']}>
          <span className="row-x g3">
            <Tile icon="globe" />
            {common('language')}
          </span>
          <Choice
            label={common('language')}
            value={language}
            options={languages.map((value) => ({ value, label: languageNames[value], lang: value }))}
            onChange={(next) => void changeLanguage(next)}
          />
        </div>
        <div className={styles['setting']}>
          <span className="row-x g3">
            <Tile icon={theme === 'dark' ? 'moon' : 'sun'} />
            {common('theme.label')}
          </span>
          <Choice
            label={common('theme.label')}
            value={theme}
            options={(['light', 'dark', 'system'] as const).map((value) => ({
              value,
              label: common(`theme.${value}`),
            }))}
            onChange={chooseTheme}
          />
        </div>
      </Card>

      <Card>
        <button type="button" className={rows['row']} onClick={() => setSheet('signOut')}>
          <Tile icon="sign-out" />
          <span className="grow">{t('me.signOut')}</span>
        </button>
      </Card>
      <p className="t7 c3 center" style={{ marginTop: 4 }}>
        Topay · {t('me.source')}
      </p>

      <Sheet open={sheet === 'name'} onClose={() => setSheet(null)} title={t('me.editName')}>
        <NameForm name={me.name} onDone={() => setSheet(null)} />
      </Sheet>
      <Sheet open={sheet === 'signOut'} onClose={() => setSheet(null)} title={t('me.signOutTitle')} kind="center">
        <SignOutQuestion onCancel={() => setSheet(null)} />
      </Sheet>
    </Page>
  )
}

const NameForm = ({ name: present, onDone }: { name: string; onDone: () => void }) => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const queryClient = useQueryClient()
  const [name, setName] = useState(present)
  const save = useApiMutation('updateMe', {
    onSuccess: (changed) => {
      queryClient.setQueryData(apiQuery('getMe', {}).queryKey, changed)
      showToast(t('me.saved'))
      onDone()
    },
  })
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ body: { name } })
      }}
    >
      <Field
        label={t('me.name')}
        name="name"
        autoComplete="name"
        maxLength={40}
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
        end={
          name !== '' && (
            <IconButton icon="x" size={18} className="c3" label={common('clear')} onClick={() => setName('')} />
          )
        }
      />
      <FormError error={save.error} />
      <Button
        kind="primary"
        wide
        type="submit"
        busy={save.isPending}
        disabled={!name.trim() || name.trim() === present}
      >
        {t('me.save')}
      </Button>
    </form>
  )
}

const SignOutQuestion = ({ onCancel }: { onCancel: () => void }) => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  // A new page, not only another view: nothing that was read stays in memory.
  const signOut = useApiMutation('signOut', { onSuccess: () => location.replace('/sign-in') })
  return (
    <div className="col-y g3">
      <p className="t5 c2 center" style={{ margin: '4px 0 8px' }}>
        {t('me.signOutText')}
      </p>
      <FormError error={signOut.error} />
      <div className="row-x g3">
        <Button className="grow" onClick={onCancel}>
          {common('cancel')}
        </Button>
        <Button className="grow" kind="danger" busy={signOut.isPending} onClick={() => signOut.mutate({})}>
          {t('me.signOut')}
        </Button>
      </div>
    </div>
  )
}
