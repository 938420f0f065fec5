"""In which order a person reads a view of the desk, and what stands in its rows."""


def up(migrator, db):
    db.execute_sql(
        "create table desk_layout (person text not null, view text not null, sorting text not null, columns text not null, "
        "primary key (person, view))"
    )
