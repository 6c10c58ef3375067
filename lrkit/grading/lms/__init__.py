"""From a learning management system and back: Moodle's, Canvas' and Blackboard's downloads.

`names` reads whose file it is, `recognise` which assignment, `roster` who that is in the class;
`arrange` lays a download out as nbgrader wants it, `ledger` keeps what is known of it, `late` sets
due dates and penalties, `marks` writes the table that the system takes back, `handback` the
feedback pages.
"""
