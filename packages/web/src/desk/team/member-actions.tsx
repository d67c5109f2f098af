import { useQueryClient } from '@tanstack/react-query'
import { roles } from '@topay/contract/web'
import type { Role, StaffMember } from '@topay/contract'
import { Checkbox, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { FormError } from '../session/form-error.tsx'
import { PASSWORD_MIN } from '../session/password-min.ts'
import styles from './team.module.css'

type Action = 'roles' | 'reset' | 'deactivate' | 'reactivate'

/** What an administrator may do with a colleague's account. Each asks once more, in a sheet that says what follows. */
export const MemberActions = ({ person }: { person: StaffMember }) => {
  const { t } = useTranslation('staff')
  const { text } = useFormat()
  const [asked, setAsked] = useState<Action>()
  const name = text(person.name)
  const close = () => setAsked(undefined)
  const titles = {
    roles: `${t('team.roles')} · ${name}`,
    reset: t('team.resetTitle', { name }),
    deactivate: t('team.deactivateTitle', { name }),
    reactivate: t('team.reactivateTitle', { name }),
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- an antd menu takes the focus when it is opened, as menus must
        autoFocus
        menu={{
          items: [
            { key: 'roles', label: t('team.roles') },
            { key: 'reset', label: t('team.reset') },
            { type: 'divider', key: 'line' },
            person.active
              ? { key: 'deactivate', danger: true, label: t('team.deactivate') }
              : { key: 'reactivate', label: t('team.reactivate') },
          ],
          onClick: ({ key }) => setAsked(key as Action),
        }}
      >
        <Button size="small" aria-haspopup="menu" aria-label={t('team.more', { name })}>
          {t('team.manage')}
        </Button>
      </Dropdown>
      <Sheet open={asked !== undefined} onClose={close} title={asked === undefined ? '' : titles[asked]}>
        {asked === 'roles' && <RolesForm person={person} name={name} onDone={close} />}
        {asked === 'reset' && <ResetForm person={person} name={name} onDone={close} />}
        {(asked === 'deactivate' || asked === 'reactivate') && (
          <ActiveForm person={person} name={name} onDone={close} />
        )}
      </Sheet>
    </>
  )
}

type FormProps = { person: StaffMember; name: string; onDone: () => void }

const useDone = (onDone: () => void) => {
  const queryClient = useQueryClient()
  return (words: string) => {
    void queryClient.invalidateQueries({ queryKey: ['listStaff'] })
    showToast(words)
    onDone()
  }
}

const RolesForm = ({ person, name, onDone }: FormProps) => {
  const { t } = useTranslation('staff')
  const { t: tDesk } = useTranslation('desk')
  const done = useDone(onDone)
  const [held, setHeld] = useState<readonly Role[]>(person.roles)
  const save = useApiMutation('updateStaff', { onSuccess: () => done(t('team.rolesSaved', { name })) })
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (held.length > 0) save.mutate({ params: { staff_id: person.id }, body: { roles: [...held] } })
      }}
    >
      <p className="t6 c2">{t('team.rolesHint')}</p>
      <fieldset className={styles['fieldset']}>
        <legend>{tDesk('team.roles')}</legend>
        <Checkbox.Group
          className={styles['checks']}
          value={[...held]}
          options={roles.map((role) => ({ value: role, label: tDesk(`role.${role}`) }))}
          onChange={(values) => setHeld(roles.filter((role) => values.includes(role)))}
        />
        {held.length === 0 && <p className="t6 c-danger">{tDesk('team.noRole')}</p>}
      </fieldset>
      <FormError error={save.error} />
      <Button type="submit" kind="primary" wide busy={save.isPending} disabled={held.length === 0}>
        {t('team.saveRoles')}
      </Button>
    </form>
  )
}

const ResetForm = ({ person, name, onDone }: FormProps) => {
  const { t } = useTranslation('staff')
  const { t: tDesk } = useTranslation('desk')
  const { language } = useFormat()
  const done = useDone(onDone)
  const [password, setPassword] = useState('')
  const reset = useApiMutation('resetStaffCredentials', { onSuccess: () => done(t('team.resetDone', { name })) })
  const fields = reset.error === null ? {} : explainError(reset.error, language).fields
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        reset.mutate({ params: { staff_id: person.id }, body: { password } })
      }}
    >
      <p>{t('team.resetHint')}</p>
      <Field
        label={tDesk('team.password')}
        hint={tDesk('setUp.passwordHint')}
        type="text"
        autoComplete="off"
        data-autofocus=""
        required
        minLength={PASSWORD_MIN}
        value={password}
        error={fields['password']}
        onChange={(event) => setPassword(event.target.value)}
      />
      <FormError error={reset.error} />
      <Button type="submit" kind="danger" wide busy={reset.isPending}>
        {t('team.resetAction')}
      </Button>
      <Button wide onClick={onDone}>
        {t('team.cancel')}
      </Button>
    </form>
  )
}

const ActiveForm = ({ person, name, onDone }: FormProps) => {
  const { t } = useTranslation('staff')
  const done = useDone(onDone)
  const leaving = person.active
  const save = useApiMutation('updateStaff', {
    onSuccess: () => done(t(leaving ? 'team.deactivated' : 'team.reactivated', { name })),
  })
  return (
    <div className={styles['form']}>
      <p>{t(leaving ? 'team.deactivateHint' : 'team.reactivateHint')}</p>
      <FormError error={save.error} />
      <Button
        kind={leaving ? 'danger' : 'primary'}
        wide
        busy={save.isPending}
        onClick={() => save.mutate({ params: { staff_id: person.id }, body: { active: !leaving } })}
      >
        {t(leaving ? 'team.deactivateAction' : 'team.reactivateAction', { name })}
      </Button>
      <Button wide data-autofocus="" onClick={onDone}>
        {t('team.cancel')}
      </Button>
    </div>
  )
}
