"""Until when a resident should be answered; and a list of what a desk watches, by the date it set: what is watched already is written into it."""

WATCHED = "select id from matter where supervised_until is not null and state not in ('closed', 'void')"


def up(migrator, db):
    db.execute_sql("alter table matter add column answer_due bigint")
    # without terms they are given them anew, the new list among them, once all steps are taken
    db.execute_sql(f"delete from matter_term where matter in ({WATCHED})")
    db.execute_sql(f"update matter set keyed = null where id in ({WATCHED})")
