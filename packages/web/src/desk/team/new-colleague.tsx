import { useQueryClient } from '@tanstack/react-query'
import { roles } from '@topay/contract/web'
import type { Role } from '@topay/contract/web'
import { Checkbox } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { FormError } from '../session/form-error.tsx'
import styles from './team.module.css'

type Props = { open: boolean; onClose: () => void }

/** The sheet that makes a staff account. */
export const NewColleague = ({ open, onClose }: Props) => {
  const { t } = useTranslation('desk')
  return (
    <Sheet open={open} onClose={onClose} title={t('team.add')}>
      <ColleagueForm onDone={onClose} />
    </Sheet>
  )
}

const ColleagueForm = ({ onDone }: { onDone: () => void }) => {
  const { t } = useTranslation('desk')
  const { language, text } = useFormat()
  const queryClient = useQueryClient()
  const first = useRef<HTMLInputElement>(null)
  // After the sheet has taken the focus for itself.
  useEffect(() => {
    const frame = requestAnimationFrame(() => first.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  const [zh, setZh] = useState('')
  const [en, setEn] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [held, setHeld] = useState<readonly Role[]>(['agent'])
  const create = useApiMutation('createStaff', {
    onSuccess: (person) => {
      void queryClient.invalidateQueries({ queryKey: ['listStaff'] })
      showToast(t('team.added', { name: text(person.name) }))
      onDone()
    },
  })
  const fields = create.error === null ? {} : explainError(create.error, language).fields
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (held.length === 0) return
    create.mutate({ body: { email, password, name: { zh, en: en.trim() === '' ? zh : en }, roles: [...held] } })
  }
  return (
    <form onSubmit={submit} className={styles['form']}>
      <Field
        label={t('team.nameZh')}
        ref={first}
        required
        maxLength={40}
        value={zh}
        error={fields['name.zh']}
        onChange={(event) => setZh(event.target.value)}
      />
      <Field
        label={t('team.nameEn')}
        hint={t('team.nameEnHint')}
        maxLength={40}
        value={en}
        error={fields['name.en']}
        onChange={(event) => setEn(event.target.value)}
      />
      <Field
        label={t('signIn.identifier')}
        type="email"
        required
        value={email}
        error={fields['email']}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label={t('team.password')}
        hint={t('setUp.passwordHint')}
        type="text"
        autoComplete="off"
        required
        minLength={8}
        value={password}
        error={fields['password']}
        onChange={(event) => setPassword(event.target.value)}
      />
      <fieldset className={styles['fieldset']}>
        <legend>{t('team.roles')}</legend>
        <Checkbox.Group
          className={styles['checks']}
          value={[...held]}
          options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          onChange={(values) => setHeld(roles.filter((role) => values.includes(role)))}
        />
        {held.length === 0 && <p className="t6 c-danger">{t('team.noRole')}</p>}
      </fieldset>
      <FormError error={create.error} />
      <Button type="submit" kind="primary" wide busy={create.isPending} disabled={held.length === 0}>
        {t('team.create')}
      </Button>
    </form>
  )
}
