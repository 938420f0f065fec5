"""An e-bike in the building is drawn as a motor bike; it shared its picture with bicycles left about."""


def up(migrator, db):
    db.execute_sql("update category set icon = 'ebike' where code = 'ebike_indoors' and icon = 'bike'")
