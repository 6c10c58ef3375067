"""Learning management systems (Moodle, Canvas, Blackboard): downloads in, marks out."""
